//! The table of questions: every question there is an address for. The router and the description in OpenAPI are made from
//! it.

/// How a parameter is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Text,
    Number,
    Moment,
    Flag,
}

/// A parameter of a question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) sort: Sort,
    pub(super) about: &'static str,
}

const fn text(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, sort: Sort::Text, about }
}

const fn number(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, sort: Sort::Number, about }
}

/// A question there is an address for.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) path: &'static str,
    /// The question, as the projector names it.
    pub(super) ask: &'static str,
    pub(super) about: &'static str,
    pub(super) parameters: &'static [Parameter],
    /// The parameters that are members of a member of the question.
    pub(super) within: Option<&'static str>,
    /// The bounds it takes.
    pub(super) bounds: &'static [Parameter],
}

impl Question {
    const fn new(path: &'static str, ask: &'static str, about: &'static str) -> Self {
        Self { path, ask, about, parameters: &[], within: None, bounds: BOUNDS }
    }

    const fn with(self, parameters: &'static [Parameter]) -> Self {
        Self { parameters, ..self }
    }

    /// The parts of the path that are parameters.
    pub(super) fn placeholders(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }
}

/// The bounds of an answer, on every question.
pub(super) const BOUNDS: &[Parameter] = &[
    Parameter { name: "as_of", sort: Sort::Moment, about: "Only what had been recorded at this time" },
    number("at_sequence", "Only what the log held at this position"),
    Parameter { name: "known_at", sort: Sort::Moment, about: "Only what the newsroom had learned at this time" },
    Parameter { name: "true_at", sort: Sort::Moment, about: "What is held to have been the case at this time" },
    AT_LEAST,
];

const AT_LEAST: Parameter = number("at_least", "Answer only once the log has been read up to this position");

const AFTER: Parameter = text("after", "Those after this cursor, which is the `next` of the page before");
const LIMIT: Parameter = number("limit", "At most so many");

/// Every question.
pub(super) const QUESTIONS: &[Question] = &[
    Question::new(
        "/stories",
        "stories",
        "The stories, the one with the latest news first; at an earlier moment each as it stood then, in the order of now",
    )
    .with(&[AFTER, LIMIT]),
    Question::new("/stories/{story}", "story", "The state of a story: every value with its standing and by whom")
        .with(&[text("item", "Only this item")]),
    Question::new("/stories/{story}/brief", "brief", "What is known, every sentence with the updates behind it")
        .with(&[text("form", "How much of it: `standard`, `short` or `full`")]),
    Question::new("/stories/{story}/glance", "glance", "What is in dispute, overdue, not answered or to be reviewed"),
    Question::new("/stories/{story}/expected", "expected", "What is and was expected, and what became of it"),
    Question::new(
        "/stories/{story}/timeline",
        "timeline",
        "What happened and is to happen, in the order of its own time",
    ),
    Question::new("/stories/{story}/matrix", "matrix", "Item by item, who confirms, denies, declines or is silent")
        .with(&[text("kind", "Only items of this kind"), text("participant", "Only items that involve this entry")]),
    Question::new("/stories/{story}/difference", "difference", "What moved between two moments").with(&[
        Parameter { name: "from", sort: Sort::Moment, about: "After this moment; without it from the beginning" },
        Parameter { name: "to", sort: Sort::Moment, about: "Up to this one; without it up to now" },
        Parameter { name: "recorded", sort: Sort::Flag, about: "Whether the moments are of the log's own time" },
    ]),
    Question::new("/stories/{story}/check", "check", "What the standards check finds"),
    Question {
        within: Some("part"),
        ..Question::new("/stories/{story}/updates", "updates", "The updates, in the order of the log").with(&[
            number("after", "Only those after this position"),
            number("up_to", "Only those up to this position"),
            LIMIT,
            Parameter { name: "with_ended", sort: Sort::Flag, about: "As well as those before them that one of these ended" },
        ])
    },
    Question::new("/stories/{story}/cast", "cast", "Who and what the story speaks of, for whoever writes"),
    Question {
        bounds: &[AT_LEAST],
        ..Question::new("/quarantine", "quarantine", "The records that could not be read, in the order of the log").with(&[
            AFTER,
            LIMIT,
            Parameter {
                name: "dismissed",
                sort: Sort::Flag,
                about: "Also those of which somebody has said that nothing is to be done",
            },
        ])
    },
    Question::new("/updates/{update}", "update", "One update in full; by its position or its id"),
    Question::new("/updates/{update}/reach", "reach", "What would be lost if an update were taken back")
        .with(&[text("path", "Only this path of it")]),
    Question::new("/who/{name}", "who", "A person, organisation or place across stories, by slug or name")
        .with(&[AFTER, number("limit", "At most so many stories")]),
    Question::new(
        "/directory",
        "directory",
        "The people, organisations and places with these words in a name, for whoever writes",
    )
    .with(&[text("words", "The words, the last of which may be the beginning of one"), LIMIT]),
    Question::new("/search", "search", "The updates with all these words, the latest first").with(&[
        text("words", "The words"),
        AFTER,
        LIMIT,
    ]),
];
