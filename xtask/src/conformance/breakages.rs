//! What is broken on purpose, and which part must see it: a judge that never objects is none.

pub(super) struct Breakage {
    pub(super) part: &'static str,
    pub(super) what: &'static str,
    pub(super) broken: Broken,
    /// What the part says of it.
    pub(super) seen: &'static str,
}

pub(super) enum Broken {
    /// The document, where this pointer has this JSON.
    Member(&'static str, &'static str),
    /// The document, without what this pointer is of.
    Without(&'static str),
    /// The sandbox, by these arguments.
    Sandbox(&'static [&'static str]),
    /// Both.
    Both(&'static str, &'static str, &'static [&'static str]),
}

pub(super) const BREAKAGES: &[Breakage] = &[
    Breakage {
        part: "redocly",
        what: "an operation without a summary",
        broken: Broken::Without("/paths/~1partners~1customers/get/summary"),
        seen: "operation-summary",
    },
    Breakage {
        part: "spectral",
        what: "nobody to contact",
        broken: Broken::Without("/info/contact"),
        seen: "info-contact",
    },
    Breakage {
        part: "openapi-spec-validator",
        what: "a type that does not exist",
        broken: Broken::Member("/components/schemas/Customer/type", "\"thing\""),
        seen: r#""type":"thing""#,
    },
    Breakage {
        part: "openapi-3.1",
        what: "a response without a description",
        broken: Broken::Without("/components/responses/NotFound/description"),
        seen: "description",
    },
    Breakage {
        part: "prism-mock",
        what: "an id that becomes a text: the client cannot decode it",
        broken: Broken::Member(
            "/components/schemas/UsageStatus/properties/domainId",
            r#"{"type": "string"}"#,
        ),
        seen: "get_usage_status",
    },
    Breakage {
        part: "prism-mock",
        what: "a header that the client does not send",
        broken: Broken::Member("/components/parameters/domainId/in", "\"header\""),
        seen: "request.header",
    },
    Breakage {
        part: "prism-proxy",
        what: "a renewal that must not be null",
        broken: Broken::Member(
            "/components/schemas/Subscription/properties/renewal",
            r##"{"$ref": "#/components/schemas/SubscriptionRenewal"}"##,
        ),
        // Its answers are errors to the client; Prism tells why a moment later.
        seen: "--confirm lakeside.example: exit status: 6",
    },
    Breakage {
        part: "prism-proxy",
        what: "a memo that is a number",
        broken: Broken::Member(
            "/components/schemas/SubscriptionMemoPut/properties/memo",
            r#"{"type": "integer", "nullable": true}"#,
        ),
        seen: "--memo memo --yes: exit status: 2",
    },
    Breakage {
        part: "prism-proxy",
        what: "a sandbox with unlisted values",
        broken: Broken::Sandbox(&["--wild"]),
        seen: "customer list: exit status: 6",
    },
    Breakage {
        part: "schemathesis",
        what: "a status that is not documented",
        broken: Broken::Without("/paths/~1partners~1customers~1{domainId}/delete/responses/204"),
        seen: "Undocumented status code",
    },
    Breakage {
        part: "schemathesis",
        what: "a sandbox with unlisted values",
        broken: Broken::Sandbox(&["--wild"]),
        seen: "Response violates schema",
    },
    Breakage {
        part: "schemathesis",
        what: "a sandbox that answers 429 after the first call of an operation",
        broken: Broken::Sandbox(&["--rate-limit", "1"]),
        seen: "were answered with 429",
    },
    Breakage {
        part: "schemathesis",
        what: "a limit that the sandbox does not keep",
        broken: Broken::Member(
            "/components/schemas/PartnershipUpdate/properties/memo/maxLength",
            "20",
        ),
        seen: "should have been rejected",
    },
    Breakage {
        part: "schemathesis",
        what: "a number of 19 digits where the document says int32",
        broken: Broken::Both(
            "/components/schemas/Customer/properties/contractNo",
            r#"{"type": "integer", "format": "int32"}"#,
            &["--wild"],
        ),
        seen: "is no int32",
    },
];
