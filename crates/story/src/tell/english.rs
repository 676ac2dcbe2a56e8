//! English grammar: lists, articles, plurals, possessives, and the forms of verbs.

use serde::{Deserialize, Serialize};

/// “A”, “A and B”, “A, B and C”.
pub fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// “third”, or “23rd”.
pub fn ordinal(position: u32) -> String {
    const WORDS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    match position.checked_sub(1).and_then(|index| WORDS.get(index as usize)) {
        Some(word) => (*word).to_owned(),
        None => numbered(position),
    }
}

/// “1st”, “23rd”.
pub fn numbered(position: u32) -> String {
    let suffix = match (position % 10, position % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{position}{suffix}")
}

/// The indefinite article that goes before these words, by their sound.
pub fn article(words: &str) -> &'static str {
    let first = words.split([' ', '-']).next().unwrap_or_default();
    let lower = first.to_lowercase();
    let sounds_like_you = ["uni", "use", "usu", "eu", "one", "once", "u.", "uk", "ufo", "ut"];
    let silent_h = ["hour", "honest", "honour", "honor", "heir"];
    // Letters that are read out: “an MP”, “an MI5 memo”, “a UN envoy”.
    let spelled_out = first.len() > 1 && first.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let vowel = match first.chars().next() {
        Some(letter) if spelled_out && letter.is_ascii_uppercase() => "AEFHILMNORSX".contains(letter),
        _ if lower.starts_with("unin") || lower.starts_with("unim") => true,
        _ if sounds_like_you.iter().any(|start| lower.starts_with(start)) => false,
        _ if silent_h.iter().any(|start| lower.starts_with(start)) => true,
        _ if first.starts_with('8') || first == "11" || first == "18" => true,
        Some(letter) => "aeiouAEIOU".contains(letter),
        None => false,
    };
    if vowel { "an" } else { "a" }
}

/// Words with “the” in place of “a” or “an”, and as they are where they have another start.
pub fn definite(words: &str) -> String {
    match words.split_once(' ') {
        Some(("a" | "an" | "A" | "An", rest)) => format!("the {rest}"),
        _ => words.to_owned(),
    }
}

/// Whether a noun phrase stands without an article or whose it is: “rescue of the crew”, and not “an attempt”, “Boeing's test”.
pub fn is_bare_noun(text: &str) -> bool {
    const HAVE_ONE: [&str; 17] = [
        "a", "all", "an", "both", "each", "every", "her", "his", "its", "many", "no", "one", "several", "some", "the",
        "their", "two",
    ];
    let first = text.split(' ').next().unwrap_or_default();
    let whose = text.split(" of ").next().is_some_and(|head| head.contains(['\'', '’']));
    first.starts_with(char::is_lowercase) && !HAVE_ONE.contains(&first) && !whose
}

/// “Witkoff's”, “the United States'”.
pub fn possessive(name: &str) -> String {
    if name.ends_with('s') { format!("{name}'") } else { format!("{name}'s") }
}

/// Several of a noun.
pub fn plural(noun: &str) -> String {
    let ends = |with: &str| noun.ends_with(with);
    match noun {
        "person" => "people".to_owned(),
        "man" | "woman" | "child" => {
            format!("{}en", &noun[..noun.len() - if noun == "child" { 0 } else { 2 }]).replace("childen", "children")
        }
        _ if ends("s") && !ends("ss") => noun.to_owned(),
        _ if ends("ss") || ends("x") || ends("ch") || ends("sh") => format!("{noun}es"),
        _ if ends("y") && !["ay", "ey", "oy", "uy"].iter().any(|end| noun.ends_with(end)) => {
            format!("{}ies", &noun[..noun.len() - 1])
        }
        _ => format!("{noun}s"),
    }
}

/// One of several: “mediator”, “party”.
pub fn singular(nouns: &str) -> String {
    let short = nouns.strip_suffix('s').map(str::to_owned);
    let in_y = nouns.strip_suffix("ies").map(|stem| format!("{stem}y"));
    in_y.into_iter().chain(short).find(|noun| plural(noun) == nouns).unwrap_or_else(|| nouns.to_owned())
}

/// So many of a noun: “1 update”, “2 updates”.
pub fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {}", plural(noun)) }
}

/// Whether words have a subject and a verb of their own, as far as their forms tell: “two members were ill”, “nobody came”,
/// and not “high winds”.
pub fn is_clause(text: &str) -> bool {
    const VERBS: &[&str] = &[
        "am", "are", "became", "began", "broke", "brought", "came", "can", "cannot", "chose", "could", "did", "didn't",
        "do", "does", "doesn't", "don't", "drove", "failed", "fails", "fell", "felt", "flew", "fought", "found",
        "froze", "gave", "goes", "grew", "had", "has", "hasn't", "have", "haven't", "held", "is", "isn't", "kept",
        "knew", "lacked", "lacks", "led", "left", "lost", "made", "may", "meant", "met", "might", "must", "needed",
        "needs", "ran", "refused", "refuses", "said", "sank", "says", "sent", "should", "showed", "shows", "stood",
        "struck", "swept", "threw", "took", "tore", "wanted", "wants", "was", "wasn't", "went", "were", "weren't",
        "will", "withdrew", "won", "won't", "wore", "would",
    ];
    const SUBJECTS: &[&str] =
        &["he", "i", "it", "nobody", "nothing", "she", "somebody", "they", "there", "we", "no one", "everybody"];
    const ARTICLES: &[&str] = &["a", "an", "her", "his", "its", "that", "the", "their", "too"];
    let text_as_written = text;
    // The month is no verb.
    let text = text.replace("May", "the month").to_lowercase().replace('’', "'");
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let subject = words.first().is_some_and(|first| SUBJECTS.contains(first)) && words.len() > 1;
    // “The ventilation shaft, damaged for years, closed the way out”: what is done and to what, and not “a broken drill bit”.
    let done_to = |pair: &[&str]| pair[0].len() > 4 && pair[0].ends_with("ed") && ARTICLES.contains(&pair[1]);
    // “A valve jammed”, and not “a burst pipe” nor “too many injured”.
    let ends_done = words.len() > 2
        && ["a", "an", "the", "its", "his", "her", "their"].contains(&words[0])
        && words.last().is_some_and(|last| last.len() > 4 && last.ends_with("ed") && !last.ends_with("eed"));
    // “A risk that he would flee” is a thing: the verb is that of “that”.
    let verbs: Vec<usize> =
        words.iter().enumerate().skip(1).filter(|(_, word)| VERBS.contains(word)).map(|(place, _)| place).collect();
    let of_relative = ["a", "an", "the"].contains(&words.first().copied().unwrap_or_default())
        && words
            .iter()
            .position(|word| ["that", "which", "who"].contains(word))
            .is_some_and(|that| that > 1 && verbs.first().is_none_or(|first| that < *first));
    // “Ana Holm revoked it”: a name, what it did, and to what.
    let own: Vec<&str> = text_as_written.split(' ').collect();
    let names = own.iter().take_while(|word| word.starts_with(char::is_uppercase)).count();
    let acts = (1..=4).contains(&names) && own.len() > names + 1 && {
        let verb = own[names];
        verb.len() > 4 && verb.ends_with("ed") && !["alleged", "proposed", "related", "united"].contains(&verb)
    };
    acts || subject
        || ends_done
        || verbs.len() > usize::from(of_relative)
        || words.get(2..).is_some_and(|rest| rest.windows(2).any(done_to))
}

/// Whether words ask something: “whether to strike”, “who leads the party”.
pub fn is_question(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default().to_lowercase();
    ["how", "if", "what", "when", "where", "whether", "which", "who", "whom", "whose", "why"].contains(&first.as_str())
        || text.ends_with('?')
}

/// A clause up to its verb, and the rest of it, where the verb is sure: “the part is”, “from the ship”. A hedge stands between
/// them.
pub fn at_verb(text: &str) -> Option<(&str, &str)> {
    const VERBS: [&str; 11] = ["are", "can", "could", "had", "has", "have", "is", "was", "were", "will", "would"];
    const TURNS: [&str; 12] =
        ["after", "as", "because", "before", "if", "that", "when", "where", "which", "while", "who", "whose"];
    let mut end = 0;
    for (place, word) in text.split(' ').enumerate() {
        end += word.len();
        if TURNS.contains(&word) || word.ends_with([',', ';', ':']) || word.contains('“') {
            return None;
        }
        if place > 0 && VERBS.contains(&word) {
            return text.get(end + 1..).filter(|rest| !rest.is_empty()).map(|rest| (&text[..end], rest));
        }
        end += 1;
    }
    None
}

/// A clause as it is told of the past: “no wreckage had been shown”. What has no verb that is sure stays as it is.
pub fn told_in_past(text: &str) -> String {
    let past = |word: &str| match word {
        "is" => Some("was"),
        "are" => Some("were"),
        "has" | "have" => Some("had"),
        "will" => Some("would"),
        "can" => Some("could"),
        "cannot" => Some("could not"),
        "may" => Some("might"),
        "isn't" => Some("wasn't"),
        "aren't" => Some("weren't"),
        "does" | "do" => Some("did"),
        "fears" => Some("feared"),
        "lacks" => Some("lacked"),
        "needs" => Some("needed"),
        "says" => Some("said"),
        "shows" => Some("showed"),
        "wants" => Some("wanted"),
        _ => None,
    };
    if text.contains(['“', '"']) {
        return text.to_owned();
    }
    // “Would have finished the job” is past already.
    const MODALS: [&str; 11] =
        ["can", "cannot", "could", "may", "might", "must", "not", "shall", "should", "will", "would"];
    let words: Vec<&str> = text.split(' ').collect();
    let bare = |place: usize| {
        matches!(words[place], "have" | "do") && (MODALS.contains(&words[place - 1]) || words[place - 1] == "to")
    };
    let told = words.iter().enumerate().map(|(place, word)| match place {
        0 => *word,
        _ if bare(place) => *word,
        _ => past(word).unwrap_or(word),
    });
    told.collect::<Vec<_>>().join(" ")
}

/// Whether words may have a verb of their own that [`is_clause`] does not know: “the money ran out”, “a lack of funds for
/// repairs”. Behind “because” or “because of” they could read wrong.
pub fn may_be_clause(text: &str) -> bool {
    text.split_whitespace().count() > 3
}

/// When the verb of a clause is, seen from its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tense {
    /// “met”.
    Past,
    /// “meets”.
    Present,
    /// “has met”.
    Perfect,
    /// “had met”.
    PastPerfect,
    /// “is to meet”.
    Plan,
    /// “was to meet”: a plan that is settled, one way or the other.
    PastPlan,
    /// “is meeting”.
    Progressive,
}

/// Who the subject of a clause is to its verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// It does it.
    Active,
    /// It is done to it.
    Passive,
}

/// One form of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerbForm {
    /// When.
    pub tense: Tense,
    /// Whether its subject does it.
    pub voice: Voice,
    /// Whether the subject is several.
    pub plural: bool,
    /// Whether it is not so.
    pub negative: bool,
}

impl VerbForm {
    /// The active form in this tense, of one subject.
    pub const fn active(tense: Tense) -> Self {
        Self { tense, voice: Voice::Active, plural: false, negative: false }
    }

    /// The passive form in this tense, of one subject.
    pub const fn passive(tense: Tense) -> Self {
        Self { tense, voice: Voice::Passive, plural: false, negative: false }
    }

    /// The same of one subject, or of several.
    pub const fn of(self, plural: bool) -> Self {
        Self { plural, ..self }
    }

    /// The same, denied.
    pub const fn not(self) -> Self {
        Self { negative: true, ..self }
    }
}

/// A verb in one of its forms: `call off`, past, passive, is “was called off”. Of several words the first is the verb.
pub fn verb(lemma: &str, form: VerbForm) -> String {
    let VerbForm { tense, voice, plural, negative } = form;
    let not = if negative { " not" } else { "" };
    let be = |tense| match (tense, plural) {
        (Tense::Present, false) => "is",
        (Tense::Present, true) => "are",
        (_, false) => "was",
        (_, true) => "were",
    };
    let have = if plural { "have" } else { "has" };
    let passive = voice == Voice::Passive;
    if let Some(rest) = lemma.strip_prefix("be").filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
        let form = match tense {
            Tense::Perfect => format!("{have}{not} been"),
            Tense::PastPerfect => format!("had{not} been"),
            Tense::Plan => format!("{}{not} to be", be(Tense::Present)),
            Tense::PastPlan => format!("{}{not} to be", be(Tense::Past)),
            Tense::Past => format!("{}{not}", be(Tense::Past)),
            Tense::Present | Tense::Progressive => format!("{}{not}", be(Tense::Present)),
        };
        return form + rest;
    }
    let participle = || participle(lemma);
    match (tense, passive) {
        (Tense::Past, false) if negative => format!("did not {lemma}"),
        (Tense::Past, false) => past(lemma),
        (Tense::Past, true) => format!("{}{not} {}", be(Tense::Past), participle()),
        (Tense::Present, false) if negative => format!("{} not {lemma}", if plural { "do" } else { "does" }),
        (Tense::Present, false) if plural => lemma.to_owned(),
        (Tense::Present, false) => third_person(lemma),
        (Tense::Present, true) => format!("{}{not} {}", be(Tense::Present), participle()),
        (Tense::Perfect, false) => format!("{have}{not} {}", participle()),
        (Tense::Perfect, true) => format!("{have}{not} been {}", participle()),
        (Tense::PastPerfect, false) => format!("had{not} {}", participle()),
        (Tense::PastPerfect, true) => format!("had{not} been {}", participle()),
        (Tense::Plan, false) => format!("{}{not} to {lemma}", be(Tense::Present)),
        (Tense::Plan, true) => format!("{}{not} to be {}", be(Tense::Present), participle()),
        (Tense::PastPlan, false) => format!("{}{not} to {lemma}", be(Tense::Past)),
        (Tense::PastPlan, true) => format!("{}{not} to be {}", be(Tense::Past), participle()),
        (Tense::Progressive, false) => format!("{}{not} {}", be(Tense::Present), present_participle(lemma)),
        (Tense::Progressive, true) => format!("{}{not} being {}", be(Tense::Present), participle()),
    }
}

/// Verbs whose past or participle is not made with “-ed”: the verb, its past, its participle.
const IRREGULAR: &[(&str, &str, &str)] = &[
    ("bear", "bore", "borne"),
    ("beat", "beat", "beaten"),
    ("become", "became", "become"),
    ("begin", "began", "begun"),
    ("bend", "bent", "bent"),
    ("bind", "bound", "bound"),
    ("bite", "bit", "bitten"),
    ("bleed", "bled", "bled"),
    ("blow", "blew", "blown"),
    ("break", "broke", "broken"),
    ("bring", "brought", "brought"),
    ("broadcast", "broadcast", "broadcast"),
    ("build", "built", "built"),
    ("burst", "burst", "burst"),
    ("buy", "bought", "bought"),
    ("cast", "cast", "cast"),
    ("catch", "caught", "caught"),
    ("choose", "chose", "chosen"),
    ("come", "came", "come"),
    ("cost", "cost", "cost"),
    ("cut", "cut", "cut"),
    ("deal", "dealt", "dealt"),
    ("dig", "dug", "dug"),
    ("draw", "drew", "drawn"),
    ("drive", "drove", "driven"),
    ("fall", "fell", "fallen"),
    ("feed", "fed", "fed"),
    ("feel", "felt", "felt"),
    ("fight", "fought", "fought"),
    ("find", "found", "found"),
    ("flee", "fled", "fled"),
    ("fly", "flew", "flown"),
    ("forbid", "forbade", "forbidden"),
    ("freeze", "froze", "frozen"),
    ("get", "got", "got"),
    ("give", "gave", "given"),
    ("go", "went", "gone"),
    ("grind", "ground", "ground"),
    ("grow", "grew", "grown"),
    ("hang", "hung", "hung"),
    ("have", "had", "had"),
    ("hear", "heard", "heard"),
    ("hide", "hid", "hidden"),
    ("hit", "hit", "hit"),
    ("hold", "held", "held"),
    ("hurt", "hurt", "hurt"),
    ("keep", "kept", "kept"),
    ("know", "knew", "known"),
    ("lay", "laid", "laid"),
    ("lead", "led", "led"),
    ("leave", "left", "left"),
    ("lend", "lent", "lent"),
    ("let", "let", "let"),
    ("light", "lit", "lit"),
    ("lose", "lost", "lost"),
    ("make", "made", "made"),
    ("mean", "meant", "meant"),
    ("meet", "met", "met"),
    ("overrun", "overran", "overrun"),
    ("overtake", "overtook", "overtaken"),
    ("overthrow", "overthrew", "overthrown"),
    ("pay", "paid", "paid"),
    ("put", "put", "put"),
    ("quit", "quit", "quit"),
    ("read", "read", "read"),
    ("rebuild", "rebuilt", "rebuilt"),
    ("ring", "rang", "rung"),
    ("rise", "rose", "risen"),
    ("run", "ran", "run"),
    ("say", "said", "said"),
    ("see", "saw", "seen"),
    ("seek", "sought", "sought"),
    ("sell", "sold", "sold"),
    ("send", "sent", "sent"),
    ("set", "set", "set"),
    ("shake", "shook", "shaken"),
    ("shed", "shed", "shed"),
    ("shoot", "shot", "shot"),
    ("show", "showed", "shown"),
    ("shut", "shut", "shut"),
    ("sink", "sank", "sunk"),
    ("sit", "sat", "sat"),
    ("slay", "slew", "slain"),
    ("slide", "slid", "slid"),
    ("speak", "spoke", "spoken"),
    ("spend", "spent", "spent"),
    ("spin", "spun", "spun"),
    ("split", "split", "split"),
    ("spread", "spread", "spread"),
    ("stand", "stood", "stood"),
    ("steal", "stole", "stolen"),
    ("strike", "struck", "struck"),
    ("swear", "swore", "sworn"),
    ("sweep", "swept", "swept"),
    ("take", "took", "taken"),
    ("teach", "taught", "taught"),
    ("tear", "tore", "torn"),
    ("tell", "told", "told"),
    ("think", "thought", "thought"),
    ("throw", "threw", "thrown"),
    ("understand", "understood", "understood"),
    ("undo", "undid", "undone"),
    ("uphold", "upheld", "upheld"),
    ("wake", "woke", "woken"),
    ("wear", "wore", "worn"),
    ("weave", "wove", "woven"),
    ("win", "won", "won"),
    ("wind", "wound", "wound"),
    ("withdraw", "withdrew", "withdrawn"),
    ("withhold", "withheld", "withheld"),
    ("write", "wrote", "written"),
];

/// Verbs that double their last letter: “refer”, “referred”.
const DOUBLED: &[&str] = &[
    "acquit", "admit", "annul", "ban", "bar", "bug", "cancel", "defer", "drop", "expel", "kidnap", "occur", "permit",
    "plan", "refer", "rob", "scrap", "stop", "submit", "transfer", "travel",
];

fn with_first_word(lemma: &str, change: impl Fn(&str) -> String) -> String {
    match lemma.split_once(' ') {
        // “Immediately respond”.
        Some((adverb, rest)) if adverb.ends_with("ly") => format!("{adverb} {}", with_first_word(rest, change)),
        Some((word, rest)) => format!("{} {rest}", change(word)),
        None => change(lemma),
    }
}

fn regular(word: &str) -> String {
    if word.ends_with('e') {
        return format!("{word}d");
    }
    if DOUBLED.contains(&word) {
        return format!("{word}{}ed", &word[word.len() - 1..]);
    }
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ied"),
        _ => format!("{word}ed"),
    }
}

fn past(lemma: &str) -> String {
    with_first_word(lemma, |word| {
        IRREGULAR
            .iter()
            .find(|(verb, ..)| *verb == word)
            .map_or_else(|| regular(word), |(_, past, _)| (*past).to_owned())
    })
}

fn participle(lemma: &str) -> String {
    with_first_word(lemma, |word| {
        let irregular = IRREGULAR.iter().find(|(verb, ..)| *verb == word);
        irregular.map_or_else(|| regular(word), |(.., participle)| (*participle).to_owned())
    })
}

/// The verb of a noun that ends in “-ing”, by what stands before that. A regular one may miss its last letter, or have it
/// twice: as far as its participle goes that is the same.
pub fn of_gerund(stem: &str) -> &str {
    let of_irregular = IRREGULAR
        .iter()
        .map(|(verb, ..)| *verb)
        .find(|verb| present_participle(verb).strip_suffix("ing") == Some(stem));
    of_irregular.unwrap_or(stem)
}

/// Whether a word is the past of a verb, or its participle, that is not made with “-ed”.
pub fn is_irregular_past(word: &str) -> bool {
    IRREGULAR.iter().any(|(_, past, participle)| [*past, *participle].contains(&word))
}

/// Whether a word is the past of a verb that is not made with “-ed”, and not only its participle.
pub fn is_irregular_preterite(word: &str) -> bool {
    IRREGULAR.iter().any(|(_, past, _)| *past == word)
}

fn third_person(lemma: &str) -> String {
    with_first_word(lemma, |word| match word {
        "have" => "has".to_owned(),
        "go" | "do" => format!("{word}es"),
        _ => plural(word),
    })
}

fn present_participle(lemma: &str) -> String {
    with_first_word(lemma, |word| {
        let doubled = DOUBLED.contains(&word)
            || [
                "begin", "cut", "dig", "forbid", "get", "hit", "let", "overrun", "put", "run", "set", "shed", "shut",
                "spin", "split", "win",
            ]
            .contains(&word);
        match word.strip_suffix('e') {
            _ if doubled => format!("{word}{}ing", &word[word.len() - 1..]),
            Some(stem) if !word.ends_with("ee") => format!("{stem}ing"),
            _ => format!("{word}ing"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_is_told_of_the_past_and_what_is_past_already_stays() {
        for (now, then) in [
            ("the roof is of slate", "the roof was of slate"),
            ("they would have finished the job", "they would have finished the job"),
            ("the firm has had to have it mended", "the firm had had to have it mended"),
            ("no wreckage has been shown", "no wreckage had been shown"),
            ("it does not have a licence", "it did not have a licence"),
            ("the boats will go", "the boats would go"),
        ] {
            assert_eq!(told_in_past(now), then);
        }
    }

    #[test]
    fn a_clause_has_a_subject_and_a_verb() {
        for clause in [
            "two members were ill",
            "nobody came",
            "the engine logs cannot be read",
            "he was not candid",
            "the pitch isn’t fit",
            "it rained all day",
            "a second collapse, on 7 August, closed the ventilation shaft",
            "the parole board decided too early",
            "a valve froze",
            "the pump exploded",
            "its crew withdrew",
        ] {
            assert!(is_clause(clause), "{clause}");
        }
        for noun in [
            "high winds",
            "a suspected sudden strong wind",
            "ongoing litigation",
            "lack of money",
            "rain",
            "a broken drill bit",
            "a lack of speed",
            "injuries",
        ] {
            assert!(!is_clause(noun), "{noun}");
        }
    }

    #[test]
    fn verbs_take_every_form() {
        use Tense::{Past, PastPerfect, PastPlan, Perfect, Plan, Present, Progressive};
        let (active, passive) = (VerbForm::active, VerbForm::passive);
        let cases = [
            ("meet", active(Past).of(true), "met"),
            ("meet", active(Plan).of(true), "are to meet"),
            ("meet", active(PastPlan), "was to meet"),
            ("meet", active(Progressive).of(true), "are meeting"),
            ("take place", active(Past).not(), "did not take place"),
            ("call off", passive(Past), "was called off"),
            ("call off", passive(Past).of(true), "were called off"),
            ("propose", passive(Perfect), "has been proposed"),
            ("deny", active(Present), "denies"),
            ("deny", active(Present).of(true), "deny"),
            ("deny", active(Past), "denied"),
            ("confirm", active(Perfect).not(), "has not confirmed"),
            ("say", active(PastPerfect), "had said"),
            ("travel", active(Past), "travelled"),
            ("write off", passive(Past).of(true), "were written off"),
            ("expel", passive(Plan).of(true), "are to be expelled"),
            ("be", active(Present).of(true), "are"),
            ("be open to it", active(Present), "is open to it"),
            ("hold", active(Progressive), "is holding"),
            ("immediately respond", active(PastPerfect).not(), "had not immediately responded"),
            ("release", active(Progressive), "is releasing"),
        ];
        for (lemma, form, text) in cases {
            assert_eq!(verb(lemma, form), text);
        }
    }

    #[test]
    fn articles_go_by_sound() {
        for (words, expected) in [
            ("audio recording", "an"),
            ("photograph", "a"),
            ("hour", "an"),
            ("UN envoy", "a"),
            ("MP", "an"),
            ("US official", "a"),
            ("FBI agent", "an"),
            ("MI5 memo", "an"),
            ("18-month term", "an"),
            ("union", "a"),
            ("unusual step", "an"),
            ("one-day trip", "a"),
            ("occurrence", "an"),
            ("European court", "a"),
            ("8-hour shift", "an"),
        ] {
            assert_eq!(article(words), expected, "{words}");
        }
    }

    #[test]
    fn words_read_as_people_say_them() {
        assert_eq!([3, 11, 22].map(ordinal), ["third", "11th", "22nd"]);
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(possessive("the United States"), "the United States'");
        assert_eq!(
            ["city", "day", "crash", "person", "child", "man"].map(plural),
            ["cities", "days", "crashes", "people", "children", "men"]
        );
        assert_eq!([definite("a search for it"), definite("the loss")], ["the search for it", "the loss"]);
    }
}
