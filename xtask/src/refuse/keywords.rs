//! Keywords: what OpenAPI 3.0 does not know where it stands would be ignored in silence.

use serde_json::{Map, Value};

use crate::document::step;
use crate::problem::Problem;

/// What stands in the document under keywords that are none, or holds what the keyword has no room for.
pub(super) fn problems(root: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    walk(&DOCUMENT, root, "#", &mut problems);
    problems
}

/// A kind of object that OpenAPI describes.
struct Kind {
    /// With its article.
    name: &'static str,
    keywords: &'static [(&'static str, Holds)],
    /// The kind whose keywords it has besides its own, which come first.
    like: Option<&'static Kind>,
    /// The words that its `x-evidence` may have; none where nobody reads it.
    evidence: &'static [&'static str],
}

/// What a keyword holds, as far as it is looked at here.
#[derive(Clone, Copy)]
enum Holds {
    Anything,
    Text,
    Flag,
    One(&'static Kind),
    List(&'static Kind),
    /// A map whose keys are names.
    Named(&'static Kind),
    /// A map that may have extensions beside its keys.
    Patterned(&'static Kind),
}

use Holds::{Anything, Flag, List, Named, One, Patterned, Text};

impl Kind {
    const fn new(name: &'static str, keywords: &'static [(&'static str, Holds)]) -> Self {
        Self {
            name,
            keywords,
            like: None,
            evidence: &[],
        }
    }

    fn keywords(&self) -> impl Iterator<Item = &'static (&'static str, Holds)> {
        let others = self.like.map_or(&[][..], |kind| kind.keywords);
        self.keywords.iter().chain(others)
    }
}

static DOCUMENT: Kind = Kind::new(
    "the document",
    &[
        ("openapi", Anything),
        ("info", One(&INFO)),
        ("servers", List(&SERVER)),
        ("paths", Patterned(&PATH)),
        ("components", One(&COMPONENTS)),
        ("security", Anything),
        ("tags", List(&TAG)),
        ("externalDocs", One(&EXTERNAL_DOCS)),
    ],
);

static INFO: Kind = Kind::new(
    "`info`",
    &[
        ("title", Anything),
        ("description", Text),
        ("termsOfService", Anything),
        ("contact", One(&CONTACT)),
        ("license", One(&LICENSE)),
        ("version", Anything),
    ],
);

static CONTACT: Kind = Kind::new(
    "`contact`",
    &[("name", Anything), ("url", Anything), ("email", Anything)],
);

static LICENSE: Kind = Kind::new("`license`", &[("name", Anything), ("url", Anything)]);

static SERVER: Kind = Kind::new(
    "a server",
    &[
        ("url", Anything),
        ("description", Text),
        ("variables", Named(&SERVER_VARIABLE)),
    ],
);

static SERVER_VARIABLE: Kind = Kind::new(
    "a variable of a server",
    &[
        ("enum", Anything),
        ("default", Anything),
        ("description", Text),
    ],
);

static TAG: Kind = Kind::new(
    "a tag",
    &[
        ("name", Anything),
        ("description", Text),
        ("externalDocs", One(&EXTERNAL_DOCS)),
    ],
);

static EXTERNAL_DOCS: Kind = Kind::new(
    "`externalDocs`",
    &[("description", Text), ("url", Anything)],
);

static PATH: Kind = Kind::new(
    "a path",
    &[
        ("$ref", Anything),
        ("summary", Text),
        ("description", Text),
        ("get", One(&OPERATION)),
        ("put", One(&OPERATION)),
        ("post", One(&OPERATION)),
        ("delete", One(&OPERATION)),
        ("options", One(&OPERATION)),
        ("head", One(&OPERATION)),
        ("patch", One(&OPERATION)),
        ("trace", One(&OPERATION)),
        ("servers", List(&SERVER)),
        ("parameters", List(&PARAMETER)),
    ],
);

static OPERATION: Kind = Kind {
    name: "an operation",
    keywords: &[
        ("tags", Anything),
        ("summary", Text),
        ("description", Text),
        ("externalDocs", One(&EXTERNAL_DOCS)),
        ("operationId", Anything),
        ("parameters", List(&PARAMETER)),
        ("requestBody", One(&REQUEST_BODY)),
        ("responses", Patterned(&RESPONSE)),
        ("callbacks", Anything),
        ("deprecated", Flag),
        ("security", Anything),
        ("servers", List(&SERVER)),
    ],
    like: None,
    evidence: &["documented", "partial", "inferred"],
};

static PARAMETER: Kind = Kind {
    like: Some(&HEADER),
    ..Kind::new(
        "a parameter",
        &[
            ("name", Anything),
            ("in", Anything),
            // Judged by where the parameter stands.
            ("required", Anything),
        ],
    )
};

static REQUEST_BODY: Kind = Kind::new(
    "a request body",
    &[
        ("description", Text),
        ("content", Named(&MEDIA_TYPE)),
        ("required", Flag),
    ],
);

static MEDIA_TYPE: Kind = Kind::new(
    "a media type",
    &[
        ("schema", One(&SCHEMA)),
        ("example", Anything),
        ("examples", Named(&EXAMPLE)),
        ("encoding", Anything),
    ],
);

static RESPONSE: Kind = Kind::new(
    "a response",
    &[
        ("description", Text),
        ("headers", Named(&HEADER)),
        ("content", Named(&MEDIA_TYPE)),
        ("links", Anything),
    ],
);

static HEADER: Kind = Kind::new(
    "a header",
    &[
        ("description", Text),
        ("required", Flag),
        ("deprecated", Flag),
        ("allowEmptyValue", Flag),
        ("style", Anything),
        ("explode", Flag),
        ("allowReserved", Flag),
        ("schema", One(&SCHEMA)),
        ("example", Anything),
        ("examples", Named(&EXAMPLE)),
        ("content", Named(&MEDIA_TYPE)),
    ],
);

static EXAMPLE: Kind = Kind::new(
    "an example",
    &[
        ("summary", Text),
        ("description", Text),
        ("value", Anything),
        ("externalValue", Anything),
    ],
);

static COMPONENTS: Kind = Kind::new(
    "`components`",
    &[
        ("schemas", Named(&SCHEMA)),
        ("responses", Named(&RESPONSE)),
        ("parameters", Named(&PARAMETER)),
        ("examples", Named(&EXAMPLE)),
        ("requestBodies", Named(&REQUEST_BODY)),
        ("headers", Named(&HEADER)),
        ("securitySchemes", Named(&SECURITY_SCHEME)),
        ("links", Anything),
        ("callbacks", Anything),
    ],
);

static SECURITY_SCHEME: Kind = Kind::new(
    "a security scheme",
    &[
        ("type", Anything),
        ("description", Text),
        ("name", Anything),
        ("in", Anything),
        ("scheme", Anything),
        ("bearerFormat", Anything),
        ("flows", One(&FLOWS)),
        ("openIdConnectUrl", Anything),
    ],
);

static FLOWS: Kind = Kind::new(
    "`flows`",
    &[
        ("implicit", One(&FLOW)),
        ("password", One(&FLOW)),
        ("clientCredentials", One(&FLOW)),
        ("authorizationCode", One(&FLOW)),
    ],
);

static FLOW: Kind = Kind::new(
    "a flow",
    &[
        ("authorizationUrl", Anything),
        ("tokenUrl", Anything),
        ("refreshUrl", Anything),
        ("scopes", Anything),
    ],
);

static SCHEMA: Kind = Kind {
    name: "a schema",
    keywords: &[
        ("additionalProperties", One(&SCHEMA)),
        ("allOf", List(&SCHEMA)),
        ("anyOf", List(&SCHEMA)),
        ("default", Anything),
        ("deprecated", Flag),
        ("description", Text),
        ("discriminator", One(&DISCRIMINATOR)),
        ("enum", Anything),
        ("example", Anything),
        ("exclusiveMaximum", Anything),
        ("exclusiveMinimum", Anything),
        ("externalDocs", One(&EXTERNAL_DOCS)),
        ("format", Anything),
        ("items", One(&SCHEMA)),
        ("maxItems", Anything),
        ("maxLength", Anything),
        ("maxProperties", Anything),
        ("maximum", Anything),
        ("minItems", Anything),
        ("minLength", Anything),
        ("minProperties", Anything),
        ("minimum", Anything),
        ("multipleOf", Anything),
        ("not", One(&SCHEMA)),
        ("nullable", Anything),
        ("oneOf", List(&SCHEMA)),
        ("pattern", Anything),
        ("properties", Named(&SCHEMA)),
        ("readOnly", Anything),
        ("required", Anything),
        ("title", Text),
        ("type", Anything),
        ("uniqueItems", Anything),
        ("writeOnly", Anything),
        ("xml", One(&XML)),
        ("$ref", Anything),
    ],
    like: None,
    evidence: &["documented", "partial", "inferred", "observed"],
};

static DISCRIMINATOR: Kind = Kind::new(
    "`discriminator`",
    &[("propertyName", Anything), ("mapping", Anything)],
);

static XML: Kind = Kind::new(
    "`xml`",
    &[
        ("name", Anything),
        ("namespace", Anything),
        ("prefix", Anything),
        ("attribute", Anything),
        ("wrapped", Anything),
    ],
);

/// The extensions that the generator reads.
const EXTENSIONS: [&str; 6] = [
    "x-catalog",
    "x-enum-descriptions",
    "x-enum-descriptions-ja",
    "x-enum-varnames",
    "x-evidence",
    "x-product-families",
];

fn walk(kind: &Kind, value: &Value, at: &str, problems: &mut Vec<Problem>) {
    let Some(object) = value.as_object() else {
        return;
    };
    let known = |key: &str| kind.keywords().find(|(known, _)| *known == key);
    if object.get("$ref").is_some_and(Value::is_string) && known("$ref").is_none() {
        // Beside a reference, OpenAPI reads nothing.
        return;
    }
    for (key, inner) in object {
        let at = step(at, key);
        if key.starts_with("x-") {
            problems.extend(extension(kind, key, inner, &at));
            continue;
        }
        let Some((_, holds)) = known(key) else {
            problems.push(unknown(kind, key, at));
            continue;
        };
        match holds {
            Anything => {}
            // Some programs write null where there is nothing.
            Text if inner.is_string() || inner.is_null() => {}
            Text => problems.push(Problem::new(
                at,
                format!("`{key}` is {inner}, which is not a text"),
                "write a text, in quotes where it looks like something else, or leave it out",
            )),
            Flag if inner.is_boolean() || inner.is_null() => {}
            Flag => problems.push(Problem::new(
                at,
                format!("`{key}` is {inner}, which is neither true nor false"),
                "write `true` or `false`, or leave it out",
            )),
            One(kind) => walk(kind, inner, &at, problems),
            List(kind) => {
                for (index, inner) in inner.as_array().into_iter().flatten().enumerate() {
                    walk(kind, inner, &format!("{at}/{index}"), problems);
                }
            }
            Named(kind) | Patterned(kind) => {
                let is_extension =
                    |name: &str| matches!(holds, Patterned(_)) && name.starts_with("x-");
                let entries = inner.as_object().into_iter().flat_map(Map::iter);
                for (name, inner) in entries.filter(|(name, _)| !is_extension(name)) {
                    walk(kind, inner, &step(&at, name), problems);
                }
            }
        }
    }
}

fn unknown(kind: &Kind, key: &str, at: String) -> Problem {
    let known = kind.keywords().map(|(known, _)| *known);
    let help = match nearest(key, known) {
        Some(meant) => format!("did you mean `{meant}`? Else leave it out, or begin it with `x-`"),
        None => "correct it, leave it out, or begin it with `x-`".to_owned(),
    };
    Problem::new(
        at,
        format!("`{key}` is not a keyword of {} in OpenAPI 3.0", kind.name),
        help,
    )
}

/// Everybody may have extensions of their own; one that looks like ours is ours.
fn extension(kind: &Kind, key: &str, value: &Value, at: &str) -> Option<Problem> {
    if key == "x-evidence" && !kind.evidence.is_empty() {
        let is_known = |word: &str| kind.evidence.contains(&word);
        let shown = value.as_str().map(str::to_owned);
        let shown = shown.unwrap_or_else(|| value.to_string());
        return (!value.as_str().is_some_and(is_known)).then(|| {
            Problem::new(
                at,
                format!("`{shown}` is not a word for evidence"),
                format!("one of {}", kind.evidence.join(", ")),
            )
        });
    }
    let meant = EXTENSIONS.into_iter().find(|known| is_slip(key, known))?;
    Some(Problem::new(
        at,
        format!("`{key}` is read by nobody, and is nearly `{meant}`"),
        format!("write `{meant}`, or a name that is less like it"),
    ))
}

/// Whether an extension is another one but for a slip or two. A word that is another altogether is no slip:
/// `-en` is not meant to be `-ja`.
fn is_slip(key: &str, known: &str) -> bool {
    const MOST: usize = 2;
    let key = key.to_lowercase();
    let (words, others): (Vec<&str>, Vec<&str>) =
        (key.split('-').collect(), known.split('-').collect());
    let is_near =
        |(word, other): (&&str, &&str)| strsim::normalized_damerau_levenshtein(word, other) > ALIKE;
    !EXTENSIONS.contains(&key.as_str())
        && strsim::damerau_levenshtein(&key, known) <= MOST
        && (words.len() != others.len() || words.iter().zip(&others).all(is_near))
}

/// Two words that have this much in common are one and a slip of it.
const ALIKE: f64 = 0.6;

/// The word that is meant by another, if any is near.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let likeness =
        |known: &str| strsim::normalized_damerau_levenshtein(&word, &known.to_lowercase());
    known
        .map(|known| (likeness(known), known))
        .filter(|(likeness, _)| *likeness > ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, known)| known)
}
