//! The closed lists that attributes of the type `choice` are chosen from.

use crate::record::kind::attribute::PLACE;
use crate::record::kind::phase_role::PhaseRole;

/// An accusation that is not proven, as the sort of a claim.
pub const ALLEGATION: &str = "allegation";

/// Said in another language, of a wording.
pub const TRANSLATED: &str = "translated";

/// With words left out, of a wording.
pub const CUT: &str = "cut";

/// One of the tokens an attribute can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The token, as written and stored.
    pub token: &'static str,
    /// What it means, for people who author.
    pub meaning: &'static str,
    /// Other words that are accepted for it and stored as the token.
    pub also: &'static [&'static str],
    /// The attributes that an item with this choice cannot have, so that they are not reported as missing.
    pub rules_out: &'static [&'static str],
    /// How it stands behind the verb of its item: “by telephone”; none where it stands there as any other value.
    pub adverbial: Option<&'static str>,
    /// What a party does that answers so, or is advised to, as a verb with “it” in it, “accept it”; or what those who vote
    /// so do, “approve”.
    pub verb: Option<&'static str>,
    /// Whether a proposition of this sort is a judgement, and never told as a fact.
    pub judgement: bool,
    /// What a proposal is by this answer of a party, or this result of a vote, where it says yes or no.
    pub settles: Option<PhaseRole>,
}

const fn choice(token: &'static str, meaning: &'static str) -> Choice {
    Choice { token, meaning, also: &[], rules_out: &[], adverbial: None, verb: None, judgement: false, settles: None }
}

impl Choice {
    const fn also(mut self, words: &'static [&'static str]) -> Self {
        self.also = words;
        self
    }

    const fn does(mut self, verb: &'static str) -> Self {
        self.verb = Some(verb);
        self
    }

    const fn settles(mut self, phase: PhaseRole) -> Self {
        self.settles = Some(phase);
        self
    }

    const fn is_judgement(mut self) -> Self {
        self.judgement = true;
        self
    }

    const fn stands(mut self, adverbial: &'static str) -> Self {
        self.adverbial = Some(adverbial);
        self
    }

    /// It has no place of its own.
    const fn has_no_place(mut self) -> Self {
        self.rules_out = &[PLACE];
        self
    }
}

/// The choice with this token, or with this other word for it.
pub fn named<'c>(choices: &'c [Choice], word: &str) -> Option<&'c Choice> {
    choices.iter().find(|choice| choice.token == word || choice.also.contains(&word))
}

/// How likely its parties make an item.
pub static OUTLOOKS: &[Choice] = &[
    choice("certain", "it will take place, whatever happens"),
    choice("likely", "more likely than not"),
    choice("unlikely", "less likely than not"),
    choice("willing", "the party is ready for it"),
    choice("tentative", "not settled yet"),
    choice("firm", "settled"),
    choice("in_doubt", "it may not take place"),
    choice("threatened", "somebody says that it will not take place unless something changes"),
    choice("revival_discussed", "called off or put off, and spoken of again"),
];

pub(super) static FORMATS: &[Choice] = &[
    choice("in_person", "people are in one place").stands("in person"),
    choice("call", "by telephone").also(&["phone", "telephone", "phone_call"]).has_no_place().stands("by telephone"),
    choice("video", "by video link").also(&["video_call", "virtual"]).has_no_place().stands("by video link"),
    choice("hybrid", "some are in one place and some take part from elsewhere")
        .stands("some of them in person and some from elsewhere"),
    choice("letter", "by letter").has_no_place().stands("by letter"),
    choice("messages", "by messages in writing").has_no_place().stands("in written messages"),
    choice("intermediaries", "through others who go between them").has_no_place().stands("through intermediaries"),
];

pub(super) static RESULTS: &[Choice] = &[
    choice("carried", "there were enough votes for it")
        .also(&["passed", "adopted", "approved"])
        .does("approve")
        .settles(PhaseRole::Agreed),
    choice("rejected", "there were not enough votes for it")
        .also(&["failed", "defeated"])
        .does("reject")
        .settles(PhaseRole::Rejected),
    choice("tied", "as many votes for it as against it"),
    choice("no_quorum", "too few people took part for it to count"),
    choice("void", "it was declared not to count"),
];

pub(super) static ADVICE: &[Choice] = &[
    choice("accept", "to say yes").does("accept it"),
    choice("reject", "to say no").does("reject it"),
    choice("amend", "to ask for changes").does("ask for changes to it"),
    choice("wait", "to give no answer yet").does("wait with its answer to it"),
];

pub(super) static ANSWERS: &[Choice] = &[
    choice("accepts", "says yes").does("accept it").settles(PhaseRole::Agreed),
    choice("agrees", "says yes, having taken part in drawing it up").does("agree to it").settles(PhaseRole::Agreed),
    choice("conditional", "says yes if something else is met").does("make it conditional"),
    choice("open", "has not decided, and does not rule it out").does("be open to it"),
    choice("seeks", "asks for it").does("seek it"),
    choice("counters", "answers with a proposal of its own").does("counter it"),
    choice("rejects", "says no").does("reject it").settles(PhaseRole::Rejected),
    choice("refuses", "says no to doing it").does("refuse it").settles(PhaseRole::Rejected),
    choice("refuses_to_consider", "will not discuss it").does("refuse to consider it").settles(PhaseRole::Rejected),
    choice("abstains", "takes no side").does("abstain on it"),
];

pub(super) static CLASSES: &[Choice] = &[
    choice("correction", "a substantive mistake is put right"),
    choice("refile", "put out again for something minor"),
    choice("repeat", "put out again unchanged"),
    choice("update", "put out again with what is new"),
    choice("clarification", "right as it stood, but open to misreading"),
    choice("kill", "withdrawn for cause"),
];

/// The form of words that are not those that were said: they never stand in quotation marks.
pub const PARAPHRASE: &str = "paraphrase";

pub(super) static FORMS: &[Choice] = &[
    choice("verbatim", "the words as they were said, whole"),
    choice("fragment", "the words as they were said, in part"),
    choice(PARAPHRASE, "in other words"),
];

pub(super) static FLAGS: &[Choice] = &[
    choice(TRANSLATED, "said in another language"),
    choice("sic", "odd or wrong as it was said"),
    choice(CUT, "words are left out, and it is marked"),
    choice("cut_without_a_mark", "words are left out, and it is not marked"),
    choice("negated", "the speaker says that this is not so"),
    choice("as_quoted_by", "in the wording of the outlet that quotes it"),
];

pub(super) static NATURES: &[Choice] = &[
    choice("fact", "can be shown to be so or not so"),
    choice("total", "a number that adds up others"),
    choice("assessment", "a judgement of how things are").is_judgement(),
    choice(ALLEGATION, "an accusation that is not proven"),
    choice("characterisation", "how somebody describes somebody or something").is_judgement(),
    choice("opinion", "what somebody thinks of it").is_judgement(),
    choice("analysis", "what somebody concludes from facts").is_judgement(),
    choice("speculation", "what somebody thinks possible").is_judgement(),
    choice("forecast", "what somebody thinks will happen").is_judgement(),
    choice(
        "call",
        "what somebody is called on to do, who is whom it is `about`: the council should take back the dues",
    )
    .also(&["demand", "appeal", "request", "recommendation"])
    .is_judgement(),
];

pub(super) static AUTHENTICITY: &[Choice] = &[
    choice("genuine", "it is what it is said to be"),
    choice("altered", "genuine once, and changed since"),
    choice("fake", "it is not what it is said to be"),
    choice("generated", "made by a machine"),
    choice("miscaptioned", "genuine, and of something else"),
    choice("unverified", "nobody has been able to tell"),
];

/// The code of a note that was only taken down: nobody has checked it.
pub(crate) const CAPTURED: &str = "captured";

/// The codes of findings a desk can note by hand, and what else a note can be filed under.
pub(super) static CODES: &[Choice] = &[
    choice(CAPTURED, "taken down in a line, to be put in order"),
    choice("standards", "something for the standards editor"),
    choice("legal", "something for a lawyer"),
    choice("single_source", "it rests on one source"),
    choice("vague_source", "a source is described and not named"),
    choice("unattributed_assessment", "an opinion that nobody is named for"),
    choice("passive_agent", "nobody is said to have done it"),
    choice("count_gap", "a source counts more than are on file"),
    choice("parts_do_not_sum", "the parts are not the total"),
    choice("anachronism", "said as lying ahead after its time"),
    choice("expectation_without_holder", "nobody is named who expects it"),
    choice("quotation_without_occasion", "words without a date or an occasion"),
    choice("changed_account", "one speaker has said different things"),
    choice("changed_position", "a holder now says what it denied"),
    choice("divided_holder", "the speakers of one holder differ"),
    choice("doubted", "the desk doubts a report, or what it rests on"),
];
