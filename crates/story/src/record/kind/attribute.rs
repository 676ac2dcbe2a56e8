//! The names of the attributes that code asks for by name. Every other attribute is handled by its type and its flags.
//!
//! The table of kinds and the code use the same constants, so that each name is written once.

/// The phase an item is in. Every item has it.
pub const PHASE: &str = "phase";

/// How likely its parties consider it. Every item has it.
pub const OUTLOOK: &str = "outlook";

/// Why something was done or said, as its source gives it: why it was called off, why it is denied. Every item has it.
pub const REASON: &str = "reason";

/// The other item that this one was found to be.
pub const SAME_AS: &str = "same_as";

/// Those whose case a court decides.
pub const PARTIES: &str = "parties";

/// The attribute of a list element that names the group of the same list it is part of.
pub const PART_OF: &str = "part_of";

/// The value that says of a list that it is complete: absence from it is then testimony against membership.
pub const COMPLETE: &str = "complete";

/// When it was, is or will be.
pub const WHEN: &str = "when";

/// Where.
pub const PLACE: &str = "place";

/// What a claim or a note says.
pub const TEXT: &str = "text";

/// What sort of proposition a claim is.
pub const NATURE: &str = "nature";

/// The code of a note, which makes it a finding.
pub const CODE: &str = "code";

/// Whom a request for comment was put to.
pub const ASKED: &str = "asked";

/// Who asked for a meeting.
pub const ASKED_BY: &str = "asked_by";

/// The item a request for comment is about.
pub const ON: &str = "on";

/// Who says the words of a statement, as it was issued.
pub const SPEAKER: &str = "speaker";

/// Who really said them.
pub const ACTUAL_SPEAKER: &str = "actual_speaker";

/// The words of a statement.
pub const WORDS: &str = "words";

/// On what occasion they were said.
pub const OCCASION: &str = "occasion";

/// What a statement was made in, or what a piece of evidence is: an interview, a photograph.
pub const MEDIUM: &str = "medium";

/// Who made a piece of evidence.
pub const MAKER: &str = "maker";

/// Whether evidence is genuine.
pub const AUTHENTIC: &str = "authentic";

/// What a publication, or a person, is called.
pub const TITLE: &str = "title";

/// When somebody died, or an organisation was dissolved.
pub const ENDED: &str = "ended";

/// When a proposal takes effect.
pub const IN_FORCE: &str = "in_force";

/// How many there were of what takes place.
pub const COUNT: &str = "count";

/// How it ended.
pub const RESULT: &str = "result";

/// The votes for it, or their share.
pub const FOR: &str = "for";

/// The votes against it, or their share.
pub const AGAINST: &str = "against";

/// What came of it.
pub const OUTCOME: &str = "outcome";

/// Which of a series it is.
pub const ORDINAL: &str = "ordinal";

/// What was said, in other words.
pub const GIST: &str = "gist";

/// What to know of a wording.
pub const FLAGS: &str = "flags";

/// In which form words are given.
pub const FORM: &str = "form";

/// Who issued a statement.
pub const ISSUER: &str = "issuer";

/// Where a statement was posted.
pub const PLATFORM: &str = "platform";

/// Who supplied a piece of evidence.
pub const SUPPLIER: &str = "supplier";

/// What a piece of evidence shows.
pub const SHOWS: &str = "shows";

/// Who put a publication out.
pub const OUTLET: &str = "outlet";

/// Who asked for comment.
pub const ASKER: &str = "asker";

/// By what means.
pub const CHANNEL: &str = "channel";

/// What something is about.
pub const ABOUT: &str = "about";

/// Who makes a forecast.
pub const FORECASTER: &str = "forecaster";

/// The time a forecast is for.
pub const HORIZON: &str = "horizon";

/// The rate that is claimed.
pub const RATE: &str = "rate";

/// The number that is claimed.
pub const TOTAL: &str = "total";

/// What a party to a proposal answers.
pub const ANSWER: &str = "answer";

/// What somebody advises a party to a proposal to do.
pub const ADVICE: &str = "advice";
