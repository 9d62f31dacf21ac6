//! The names of the rewritings of the document, each with its reason. `normalise` has their order.

/// A rewriting of the document, with a name and a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transform {
    /// Parameters, bodies and responses stand where they are used; only schemas stay referenced.
    ResolveReferences,
    /// Errors go, so that every failure keeps its status, headers and body whatever it carries.
    KeepSuccessOnly,
    /// Descriptions are text: nothing in them is a doctest.
    PlainDescriptions,
    /// `anyOf` of a reference and null is the reference, or null.
    ReadNullUnions,
    /// A schema that says `properties`, `items` or `enum` says its `type` too.
    StateTypes,
    /// Inline enums and objects become components, so that their names are ours and stable.
    NameInlineTypes,
    /// `allOf` of objects becomes the one object that it means.
    MergeAllOf,
    /// `nullable` on a component moves to the places that use it.
    MoveNullable,
    /// `readOnly` and `writeOnly` on a component move to the properties that use it.
    MoveDirections,
    /// What is read-only is not required of requests, what is write-only not of responses.
    RequireOfTheWriter,
    /// Enums are replaced by open types that keep values the document does not list.
    OpenEnums,
    /// Dates and passwords are replaced by types of the hand-written core.
    UseCoreTypes,
    /// Integers that may be longer than an `i64` are marked, so that none is lost.
    WidenIntegers,
    /// Lengths, patterns, ranges and formats go: a response is never rejected for them.
    DropConstraints,
    /// Defaults go: a request carries only what its caller set.
    DropDefaults,
    /// JSON and forms are called by the one name each that progenitor knows.
    UsePlainMediaTypes,
    /// Any 2xx is a success: what was done is not to be told as failed for the number alone.
    AcceptAnySuccess,
    /// Objects of responses keep the fields that the document does not name, in `extra`.
    OpenResponses,
    /// An optional property that may be null tells absent, null and a value apart.
    TellNullFromAbsent,
    /// What no generated code speaks of goes: servers, security, examples, extensions.
    DropUnused,
}
