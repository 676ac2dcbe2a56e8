//! Nouns in authors' texts: which verb means the same, whether they are several, and where a place is.

use crate::tell::english::{self, article};

/// What is done with something of this name when it is over: a report is made, a review completed; the rest takes place.
pub fn done(text: &str) -> Option<&'static str> {
    Some(match last_before(text)? {
        "approval" | "consent" | "permission" => "give",
        "order" | "warning" => "issue",
        "ban" | "curfew" | "fine" | "fines" | "levy" | "penalty" | "sanction" | "sanctions" | "tariff" | "tariffs" => {
            "impose"
        }
        "accord" | "agreement" | "deal" => "reach",
        "attack" | "audit" | "drill" | "exercise" | "inspection" | "operation" | "raid" | "test" => "carry out",
        "announcement" | "bid" | "claim" | "decision" | "demand" | "offer" | "promise" | "proposal" | "report"
        | "request" | "statement" => "make",
        "inquiry" | "investigation" | "review" | "search" | "study" | "survey" => "complete",
        "complaint" | "lawsuit" | "motion" | "petition" | "suit" => "file",
        "appeal" | "objection" => "lodge",
        "charge" | "charges" | "indictment" | "prosecution" => "bring",
        "ballot" | "ceremony" | "concert" | "conference" | "debate" | "demonstration" | "election" | "funeral"
        | "hearing" | "inquest" | "march" | "meeting" | "protest" | "protests" | "rally" | "referendum" | "session"
        | "sitting" | "summit" | "talks" | "trial" | "vigil" | "vote" => "hold",
        _ => return None,
    })
}

/// The noun that says what something is: “appeal” of “the owner's appeal against the seizure”.
pub fn head_noun(text: &str) -> &str {
    last_before(text).unwrap_or_default()
}

/// The same of a text that starts as a thing does: “order” of “a consent order under which …”; none of a clause.
pub fn kind_of_thing(text: &str) -> Option<&str> {
    let (article, rest) = text.split_once(' ')?;
    let thing = ["a", "an", "the"].contains(&article).then(|| last_before(rest))??;
    let noun = thing.chars().all(char::is_lowercase) && !thing.ends_with("ed") && !is_several(rest);
    noun.then_some(thing)
}

/// The last word before what tells more of it.
fn last_before(text: &str) -> Option<&str> {
    const STOPS: [&str; 24] = [
        "about", "after", "against", "at", "before", "between", "by", "for", "from", "in", "into", "of", "on", "over",
        "that", "to", "under", "when", "where", "which", "who", "whose", "with", "without",
    ];
    let words = text.split(' ').take_while(|word| !STOPS.contains(word));
    words.last().map(|word| word.trim_end_matches(','))
}

/// The verb that has the meaning of a noun for an event, and whether what the noun is “of” undergoes it.
const NOMINALS: &[(&str, &str, bool)] = &[
    ("abandonment", "abandon", true),
    ("abduction", "abduct", true),
    ("abolition", "abolish", true),
    ("acquisition", "acquire", true),
    ("acquittal", "acquit", true),
    ("adjournment", "adjourn", true),
    ("admission", "admit", true),
    ("adoption", "adopt", true),
    ("amendment", "amend", true),
    ("annexation", "annex", true),
    ("annulment", "annul", true),
    ("appointment", "appoint", true),
    ("approval", "approve", true),
    ("arrest", "arrest", true),
    ("arrival", "arrive", false),
    ("assassination", "assassinate", true),
    ("assignment", "assign", true),
    ("ban", "ban", true),
    ("banning", "ban", true),
    ("blocking", "block", true),
    ("bombing", "bomb", true),
    ("break-up", "break up", true),
    ("bugging", "bug", true),
    ("burial", "bury", true),
    ("burning", "burn", true),
    ("bursting", "burst", false),
    ("cancellation", "cancel", true),
    ("capture", "capture", true),
    ("certification", "certify", true),
    ("cession", "cede", true),
    ("charging", "charge", true),
    ("clearance", "clear", true),
    ("clearing", "clear", true),
    ("closing", "close", true),
    ("closure", "close", true),
    ("collapse", "collapse", false),
    ("collection", "collect", true),
    ("commutation", "commute", true),
    ("completion", "complete", true),
    ("concession", "concede", false),
    ("condemnation", "condemn", true),
    ("confinement", "confine", true),
    ("confiscation", "confiscate", true),
    ("construction", "build", true),
    ("containment", "contain", true),
    ("conversion", "convert", true),
    ("conviction", "convict", true),
    ("crash", "crash", false),
    ("creation", "create", true),
    ("cremation", "cremate", true),
    ("deactivation", "deactivate", true),
    ("death", "die", false),
    ("deaths", "die", false),
    ("declaration", "declare", true),
    ("decommissioning", "decommission", true),
    ("deferral", "defer", true),
    ("deletion", "delete", true),
    ("delisting", "delist", true),
    ("delivery", "deliver", true),
    ("demolition", "demolish", true),
    ("demotion", "demote", true),
    ("departure", "depart", false),
    ("deployment", "deploy", true),
    ("deportation", "deport", true),
    ("derailment", "derail", true),
    ("designation", "designate", true),
    ("destruction", "destroy", true),
    ("detection", "detect", true),
    ("detention", "detain", true),
    ("discharge", "discharge", true),
    ("disclosure", "disclose", true),
    ("discovery", "discover", true),
    ("dismissal", "dismiss", true),
    ("dispatch", "dispatch", true),
    ("disqualification", "disqualify", true),
    ("dissolution", "dissolve", true),
    ("dissolving", "dissolve", true),
    ("distribution", "distribute", true),
    ("diversion", "divert", true),
    ("downgrade", "downgrade", true),
    ("dumping", "dump", true),
    ("election", "elect", true),
    ("enactment", "enact", true),
    ("endorsement", "endorse", true),
    ("enforcement", "enforce", true),
    ("eruption", "erupt", false),
    ("escape", "escape", false),
    ("evacuation", "evacuate", true),
    ("eviction", "evict", true),
    ("exclusion", "exclude", true),
    ("execution", "execute", true),
    ("exhumation", "exhume", true),
    ("exoneration", "exonerate", true),
    ("expiry", "expire", false),
    ("explosion", "explode", false),
    ("expropriation", "expropriate", true),
    ("expulsion", "expel", true),
    ("extension", "extend", true),
    ("extradition", "extradite", true),
    ("failure", "fail", false),
    ("fall", "fall", false),
    ("filing", "file", true),
    ("find", "find", true),
    ("finding", "find", true),
    ("firing", "fire", true),
    ("flooding", "flood", true),
    ("forfeiture", "forfeit", true),
    ("formation", "form", true),
    ("founding", "found", true),
    ("freezing", "freeze", true),
    ("granting", "grant", true),
    ("grounding", "ground", true),
    ("hacking", "hack", true),
    ("handover", "hand over", true),
    ("hiring", "hire", true),
    ("hospitalisation", "hospitalise", true),
    ("hospitalization", "hospitalize", true),
    ("identification", "identify", true),
    ("impeachment", "impeach", true),
    ("implosion", "implode", false),
    ("imposition", "impose", true),
    ("imprisonment", "imprison", true),
    ("inauguration", "inaugurate", true),
    ("incorporation", "incorporate", true),
    ("indictment", "indict", true),
    ("injection", "inject", true),
    ("installation", "install", true),
    ("interception", "intercept", true),
    ("internment", "intern", true),
    ("interrogation", "interrogate", true),
    ("introduction", "introduce", true),
    ("invasion", "invade", true),
    ("isolation", "isolate", true),
    ("issuing", "issue", true),
    ("jailing", "jail", true),
    ("kidnapping", "kidnap", true),
    ("killing", "kill", true),
    ("landfall", "make landfall", false),
    ("launch", "launch", true),
    ("leaking", "leak", true),
    ("liberation", "liberate", true),
    ("lifting", "lift", true),
    ("liquidation", "liquidate", true),
    ("loading", "load", true),
    ("looting", "loot", true),
    ("loss", "lose", true),
    ("lowering", "lower", true),
    ("mobilisation", "mobilise", true),
    ("mobilization", "mobilize", true),
    ("modification", "modify", true),
    ("move", "move", false),
    ("murder", "murder", true),
    ("naming", "name", true),
    ("nationalisation", "nationalise", true),
    ("nationalization", "nationalize", true),
    ("nomination", "nominate", true),
    ("notification", "notify", true),
    ("occupation", "occupy", true),
    ("opening", "open", true),
    ("ousting", "oust", true),
    ("overthrow", "overthrow", true),
    ("overturning", "overturn", true),
    ("payment", "pay", true),
    ("poisoning", "poison", true),
    ("postponement", "postpone", true),
    ("presentation", "present", true),
    ("privatisation", "privatise", true),
    ("privatization", "privatize", true),
    ("procurement", "procure", true),
    ("promotion", "promote", true),
    ("publication", "publish", true),
    ("punishment", "punish", true),
    ("purchase", "buy", true),
    ("quarantine", "quarantine", true),
    ("quashing", "quash", true),
    ("questioning", "question", true),
    ("raising", "raise", true),
    ("ratification", "ratify", true),
    ("re-arrest", "re-arrest", true),
    ("re-election", "re-elect", true),
    ("rearrest", "rearrest", true),
    ("rebuilding", "rebuild", true),
    ("recall", "recall", true),
    ("recapture", "recapture", true),
    ("recruitment", "recruit", true),
    ("redeployment", "redeploy", true),
    ("reduction", "reduce", true),
    ("reelection", "re-elect", true),
    ("refloating", "refloat", true),
    ("registration", "register", true),
    ("rehiring", "rehire", true),
    ("reimposition", "reimpose", true),
    ("reinstatement", "reinstate", true),
    ("rejection", "reject", true),
    ("relaunch", "relaunch", true),
    ("release", "release", true),
    ("relegation", "relegate", true),
    ("relocation", "relocate", true),
    ("remand", "remand", true),
    ("removal", "remove", true),
    ("renewal", "renew", true),
    ("reopening", "reopen", true),
    ("repair", "repair", true),
    ("repatriation", "repatriate", true),
    ("repeal", "repeal", true),
    ("replacement", "replace", true),
    ("reprieve", "reprieve", true),
    ("rescue", "rescue", true),
    ("resettlement", "resettle", true),
    ("resignation", "resign", false),
    ("restoration", "restore", true),
    ("resumption", "resume", true),
    ("retirement", "retire", false),
    ("retraction", "retract", true),
    ("retrial", "retry", true),
    ("retrieval", "retrieve", true),
    ("return", "return", false),
    ("reversal", "reverse", true),
    ("revision", "revise", true),
    ("revocation", "revoke", true),
    ("rise", "rise", false),
    ("sabotage", "sabotage", true),
    ("sacking", "sack", true),
    ("sale", "sell", true),
    ("salvage", "salvage", true),
    ("scrapping", "scrap", true),
    ("scuttling", "scuttle", true),
    ("seating", "seat", true),
    ("seizure", "seize", true),
    ("selection", "select", true),
    ("sending", "send", true),
    ("sentencing", "sentence", true),
    ("shelling", "shell", true),
    ("shelving", "shelve", true),
    ("shooting", "shoot", true),
    ("shutdown", "shut down", true),
    ("signing", "sign", true),
    ("silencing", "silence", true),
    ("sinking", "sink", false),
    ("slaughter", "slaughter", true),
    ("stabbing", "stab", true),
    ("stabilisation", "stabilise", true),
    ("stay", "stay", false),
    ("storming", "storm", true),
    ("submission", "submit", true),
    ("subpoena", "subpoena", true),
    ("summoning", "summon", true),
    ("surrender", "surrender", false),
    ("suspension", "suspend", true),
    ("swearing-in", "swear in", true),
    ("takeover", "take over", true),
    ("termination", "terminate", true),
    ("testing", "test", true),
    ("theft", "steal", true),
    ("tightening", "tighten", true),
    ("toppling", "topple", true),
    ("torture", "torture", true),
    ("towing", "tow", true),
    ("transfer", "transfer", true),
    ("translation", "translate", true),
    ("transmission", "transmit", true),
    ("transplant", "transplant", true),
    ("treatment", "treat", true),
    ("unification", "unify", true),
    ("unloading", "unload", true),
    ("unsealing", "unseal", true),
    ("unveiling", "unveil", true),
    ("upgrade", "upgrade", true),
    ("vaccination", "vaccinate", true),
    ("verification", "verify", true),
    ("vindication", "vindicate", true),
    ("widening", "widen", true),
    ("write-off", "write off", true),
];

/// Words that start the rest of a clause after who or what it happened to.
const RESTS: &[&str] = &["as", "by", "from", "to", "near"];

/// An event named by a noun, taken apart: “the return of Sam Altman as chief executive” is that he returned as chief
/// executive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nominal<'t> {
    /// The verb that means the same.
    pub verb: &'t str,
    /// Whether it was done to them.
    pub passive: bool,
    /// Who or what.
    pub undergoer: &'t str,
    /// The rest of the clause, or nothing.
    pub rest: &'t str,
    /// How often, or in which way: “for the fourth time”, or nothing.
    pub manner: &'static str,
}

/// Takes an event apart that is named by a noun with a verb of its own; none where that is not sure to be right.
pub fn nominal(text: &str) -> Option<Nominal<'_>> {
    let text = text.trim();
    let (article, after) = text.split_once(' ')?;
    if ["the", "a", "an"].contains(&article) {
        let (head, of) = after.split_once(" of ")?;
        let (manner, noun) = with_manner(head);
        // “The arrival in Lebanon of a notice”: where it was stands before whom it happened to.
        if let Some((noun, place)) = noun.split_once(" in ")
            && place.starts_with(char::is_uppercase)
        {
            let (verb, passive) = verb_of(noun)?;
            let (undergoer, nothing) = split_undergoer(of)?;
            let rest = &noun_with_place(head, noun)[noun.len() + 1..];
            return nothing.is_empty().then_some(Nominal { verb, passive, undergoer, rest, manner });
        }
        let (verb, passive) = verb_of(noun)?;
        let whole = || split_where(verb, of).or_else(|| split_undergoer(of));
        let (undergoer, rest) = split_at_own(verb, of).or_else(whole)?;
        return Some(Nominal { verb, passive, undergoer, rest, manner });
    }
    let (undergoer, after) = text.split_once("'s ").or_else(|| text.split_once("’s "))?;
    let (manner, after) = with_manner(after);
    let (noun, rest) = after.split_once(' ').unwrap_or((after, ""));
    let (verb, passive) = verb_of(noun)?;
    let whole = rest.is_empty() || RESTS.contains(&rest.split(' ').next().unwrap_or_default());
    (whole && !undergoer.contains(" of ")).then_some(Nominal { verb, passive, undergoer, rest, manner })
}

/// The noun of an event with all that stands behind it, without what stands before it.
fn noun_with_place<'t>(head: &'t str, noun: &str) -> &'t str {
    head.find(noun).map_or(head, |at| &head[at..])
}

/// How often or in which way something happened, by the word before its noun: “the fourth arrest” is to be arrested “for the
/// fourth time”.
fn with_manner(head: &str) -> (&'static str, &str) {
    const MANNERS: [(&str, &str); 14] = [
        ("second", "for the second time"),
        ("third", "for the third time"),
        ("fourth", "for the fourth time"),
        ("fifth", "for the fifth time"),
        ("sixth", "for the sixth time"),
        ("early", "early"),
        ("partial", "in part"),
        ("renewed", "again"),
        ("temporary", "for a time"),
        ("provisional", "provisionally"),
        ("conditional", "conditionally"),
        ("formal", "formally"),
        ("unanimous", "unanimously"),
        ("posthumous", "posthumously"),
    ];
    let split = head.split_once(' ').and_then(|(word, noun)| {
        let (_, manner) = MANNERS.iter().find(|(known, _)| *known == word)?;
        Some((*manner, noun))
    });
    split.unwrap_or(("", head))
}

/// The verb of a noun for an event, and whether what the noun is “of” undergoes it. A noun in “-ing” is made of its verb.
fn verb_of(noun: &str) -> Option<(&str, bool)> {
    /// Nouns in “-ing” for what takes place, or is, and is not done to what they are “of”.
    const THINGS: [&str; 38] = [
        "backing",
        "beginning",
        "being",
        "briefing",
        "building",
        "crossing",
        "dying",
        "earning",
        "ending",
        "falling",
        "feeling",
        "funding",
        "gathering",
        "hearing",
        "landing",
        "listing",
        "meaning",
        "meeting",
        "offering",
        "outing",
        "posting",
        "proceeding",
        "reading",
        "ring",
        "ruling",
        "saying",
        "setting",
        "shipping",
        "sitting",
        "spending",
        "spring",
        "standing",
        "string",
        "thing",
        "understanding",
        "uprising",
        "warning",
        "wedding",
    ];
    if let Some((_, verb, passive)) = NOMINALS.iter().find(|(known, ..)| *known == noun) {
        return Some((verb, *passive));
    }
    let stem = noun.strip_suffix("ing").filter(|stem| stem.len() > 2 && !noun.contains(' '))?;
    (!THINGS.contains(&noun) && stem.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'))
        .then(|| (english::of_gerund(stem), true))
}

/// Whether an event of this name is done rather than takes place: a forfeiture comes on its day, and is not held on it.
pub fn is_act(text: &str) -> bool {
    const HAPPENINGS: [&str; 20] = [
        "celebration",
        "collision",
        "competition",
        "conflagration",
        "consultation",
        "convention",
        "demonstration",
        "disturbance",
        "election",
        "eruption",
        "exhibition",
        "expedition",
        "explosion",
        "inspection",
        "negotiation",
        "operation",
        "performance",
        "procession",
        "session",
        "tournament",
    ];
    const ENDS: [&str; 7] = ["al", "ance", "ence", "ment", "sion", "tion", "ure"];
    let head = kind_of_thing(text).unwrap_or_default();
    let singular = head.strip_suffix('s').unwrap_or(head);
    !HAPPENINGS.contains(&singular) && head.len() > 5 && ENDS.iter().any(|end| head.ends_with(end))
}

/// The same where the verb has a preposition of its own: charged *with*, convicted *of*.
fn split_at_own<'t>(verb: &str, of: &'t str) -> Option<(&'t str, &'t str)> {
    let own: &[&str] = match verb {
        "arrest" | "detain" => &[" on suspicion of ", " on charges ", " over "],
        "charge" => &[" with "],
        "convict" => &[" of "],
        _ => return None,
    };
    let at = own.iter().find_map(|own| of.find(own))?;
    Some((&of[..at], of[at..].trim()))
}

/// The same where the verb says where: the ship arrived at Rotterdam, and not the ship at Rotterdam.
fn split_where<'t>(verb: &str, of: &'t str) -> Option<(&'t str, &'t str)> {
    const HAPPEN_SOMEWHERE: [&str; 7] = ["arrive", "collapse", "crash", "depart", "erupt", "explode", "sink"];
    let at = [" at ", " in ", " near ", " off ", " on "].iter().filter_map(|word| of.find(word)).min();
    let at = at.filter(|at| HAPPEN_SOMEWHERE.contains(&verb) && !of[..*at].contains(" of "))?;
    Some((&of[..at], of[at..].trim()))
}

/// Who or what a clause is about, and the rest of it. Names end at the first word that is not part of one; anything else
/// at a word that cannot belong to it.
fn split_undergoer(of: &str) -> Option<(&str, &str)> {
    let part_of_name = |word: &str| word == "and" || word.chars().next().is_some_and(char::is_uppercase);
    let ends_name =
        |word: &str| RESTS.contains(&word) || ["at", "in", "on", "after", "with", "during", "over"].contains(&word);
    let (mut end, mut whose) = (0, false);
    for word in of.split_inclusive(' ') {
        let bare = word.trim();
        // “Derna's municipal council” is one name up to its end.
        if !part_of_name(bare) && (!whose || ends_name(bare)) {
            break;
        }
        whose = whose || bare.ends_with("'s") || bare.ends_with("’s");
        end += word.len();
    }
    if end > 0 {
        let (names, rest) = (of[..end].trim(), of[end..].trim());
        let known = rest.is_empty() || rest.split(' ').next().is_some_and(ends_name) && !names.contains(", ");
        return known.then_some((names, rest));
    }
    // “35 to 40 million” is one number.
    let digit = |text: Option<char>| text.is_some_and(|letter| letter.is_ascii_digit());
    let in_number =
        |at: usize| digit(of[..at].chars().next_back()) && digit(of[at..].trim_start_matches(" to ").chars().next());
    let starts = RESTS.iter().flat_map(|word| {
        let word = format!(" {word} ");
        of.match_indices(&word).map(|(at, _)| at).filter(|at| !in_number(*at)).collect::<Vec<_>>()
    });
    let (undergoer, rest) = starts.min().map_or((of, ""), |at| (&of[..at], of[at..].trim()));
    // “Its president, replaced by its chairman”: what stands behind the comma is no part of who it is.
    (rest.is_empty() || !undergoer.contains(", ")).then_some((undergoer, rest))
}

/// Whether what an event is says no more than what it is called: “the find of an aircraft's flaperon” of “the find of a
/// flaperon”, and not “a wildcat strike” of “the strike at Marikana”.
pub fn is_called_the_same(label: &str, text: &str) -> bool {
    const JOINS: [&str; 18] = [
        "a", "an", "and", "at", "between", "by", "for", "from", "in", "into", "of", "off", "on", "over", "the", "to",
        "with", "s",
    ];
    let words = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        let words = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let bears = |word: &String| !JOINS.contains(&word.as_str());
    let (label, text) = (words(label), words(text));
    // “Proceedings” of “the proceedings over the lease”.
    let mut said = text.iter().filter(|word| bears(word)).peekable();
    if said.peek().is_some() && said.all(|word| label.contains(word)) {
        return true;
    }
    let head = text.iter().skip_while(|word| !bears(word)).take_while(|word| bears(word));
    let mut called = label.iter().filter(|word| bears(word)).peekable();
    called.peek().is_some()
        && called.all(|word| text.contains(word))
        && head.into_iter().all(|word| label.contains(word))
}

/// The noun of an event and what tells it from others of its name: “the approval by Japan” is an approval, “by Japan”. None
/// of what is several, or has nothing to tell it by.
pub fn headed(text: &str) -> Option<(&str, &str)> {
    const TAILS: [&str; 10] = ["against", "at", "between", "by", "for", "from", "in", "of", "on", "with"];
    let (article, rest) = text.split_once(' ').filter(|(article, _)| ["the", "a", "an"].contains(article))?;
    let at = TAILS.iter().filter_map(|word| rest.find(&format!(" {word} "))).min()?;
    let (head, tail) = (&rest[..at], rest[at..].trim());
    let several = is_several(&format!("{article} {head}")) || is_several(head);
    (!several && head.chars().all(|letter| letter.is_lowercase() || letter == ' ')).then_some((head, tail))
}

/// Whether a noun phrase is of several: “banging noises in the area”, “the deaths of five people”, “A and B”.
pub fn is_several(text: &str) -> bool {
    // “General average, which makes the owners share the costs”, but “a man, a woman and a child”.
    let text = if text.contains(" and ") { text } else { text.split(',').next().unwrap_or(text) };
    let first = text.split(' ').next().unwrap_or_default().to_lowercase();
    const MANY: [&str; 20] = [
        "all",
        "both",
        "dozens",
        "hundreds",
        "many",
        "most",
        "several",
        "some",
        "thousands",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ];
    if text.contains(' ') && MANY.contains(&first.as_str()) {
        return true;
    }
    // “3.4 million cars worldwide”, “35 to 40 million inflators”.
    let digits = first.replace(',', "");
    let is_year = first.len() == 4 && ["19", "20"].iter().any(|century| first.starts_with(century));
    if text.contains(' ') && !is_year && digits.parse::<f64>().is_ok_and(|number| number > 1.0) {
        return true;
    }
    let article = |word: &str| ["a", "an", "one", "the", "this"].contains(&word.to_lowercase().as_str());
    let one = first != "the" && article(&first);
    let head: Vec<&str> = text
        .split(' ')
        .take_while(|word| {
            ![
                "of", "in", "at", "by", "for", "from", "to", "on", "with", "aboard", "about", "against", "between",
                "over",
            ]
            .contains(word)
        })
        .collect();
    let last = head.last().copied().unwrap_or_default();
    let ends_several = |word: &str| {
        word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) || word == "people"
    };
    // “Officials responsible for dams”: without an article the noun comes first.
    let leads = !article(&first) && text.chars().next().is_some_and(char::is_lowercase) && !first.contains('\'');
    let several_end = ends_several(last) || leads && head.len() > 1 && ends_several(&first) && first != "news";
    // A name in it that ends in an s is one name.
    let proper = last.chars().next().is_some_and(char::is_uppercase);
    // “A man and a woman” are two, “a search and rescue operation” is one.
    let joined = |pair: &[&str]| pair[0] == "and" && (!one || article(pair[1]));
    head.windows(2).any(joined) || !one && several_end && !proper
}

/// The preposition of what something is said in or at: in an interview, on a website, at a news conference; none where the
/// words have one of their own.
pub fn occasion_preposition(text: &str) -> Option<&'static str> {
    const OWN: &[&str] = &[
        "after",
        "ahead",
        "as",
        "at",
        "before",
        "by",
        "during",
        "following",
        "in",
        "on",
        "through",
        "to",
        "via",
        "when",
    ];
    const IN: &[&str] = &[
        "address",
        "article",
        "broadcast",
        "book",
        "debate",
        "email",
        "hearing",
        "interview",
        "letter",
        "memo",
        "message",
        "note",
        "post",
        "press release",
        "release",
        "report",
        "speech",
        "statement",
        "video",
    ];
    const ON: &[&str] = &[
        "account",
        "blog",
        "channel",
        "facebook",
        "instagram",
        "page",
        "radio",
        "site",
        "television",
        "twitter",
        "website",
        "x",
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split([' ', ',']).collect();
    let first = words.first().copied().unwrap_or_default();
    if OWN.contains(&first) {
        return None;
    }
    // What it is called ends where it is said whose, or of what, it is.
    let head =
        words.iter().take_while(|word| !["by", "for", "from", "in", "of", "on", "to", "with"].contains(word)).last();
    Some(match head {
        Some(head) if IN.contains(head) => "in",
        Some(head) if ON.contains(head) => "on",
        _ => "at",
    })
}

/// A noun with its indefinite article: “a photograph”, “an audio recording”, and “minutes” as they are.
pub fn indefinite(noun: &str) -> String {
    let first = noun.split(' ').next().unwrap_or_default();
    let has_own = ["a", "an", "the", "his", "her", "its", "their", "one"].contains(&first.to_lowercase().as_str());
    if has_own || is_several(noun) { noun.to_owned() } else { format!("{} {noun}", article(noun)) }
}

/// The preposition of a place: at a building or a wreck, in anything else.
pub fn place_preposition(name: &str) -> &'static str {
    const POINTS: &[&str] = &[
        "airport",
        "base",
        "building",
        "camp",
        "castle",
        "centre",
        "center",
        "club",
        "court",
        "embassy",
        "gate",
        "hall",
        "headquarters",
        "hotel",
        "house",
        "museum",
        "palace",
        "port",
        "prison",
        "quay",
        "school",
        "site",
        "stadium",
        "station",
        "summit",
        "university",
        "wreck",
    ];
    /// What one is on: roads, and what stands out of land or water.
    const LINES: &[&str] = &[
        "atoll",
        "avenue",
        "beach",
        "bridge",
        "coast",
        "highway",
        "hill",
        "hillside",
        "island",
        "islet",
        "motorway",
        "mount",
        "mountain",
        "peninsula",
        "plateau",
        "railway",
        "reef",
        "road",
        "shore",
        "street",
    ];
    /// Islands that have no word for it in their name.
    const ISLANDS: &[&str] = &[
        "bali",
        "bornholm",
        "chios",
        "corfu",
        "corsica",
        "crete",
        "fuerteventura",
        "gotland",
        "guam",
        "hainan",
        "ibiza",
        "java",
        "kos",
        "lampedusa",
        "lanzarote",
        "lesbos",
        "lesvos",
        "luzon",
        "madeira",
        "majorca",
        "mallorca",
        "maui",
        "mayotte",
        "mindanao",
        "minorca",
        "okinawa",
        "rhodes",
        "réunion",
        "sakhalin",
        "samos",
        "sardinia",
        "sicily",
        "sumatra",
        "svalbard",
        "tenerife",
        "zanzibar",
    ];
    let lower = name.to_lowercase();
    let bare = lower.strip_prefix("the ").unwrap_or(&lower).replace("la réunion", "réunion");
    if lower.split([' ', ',']).any(|word| LINES.contains(&word)) || ISLANDS.contains(&bare.as_str()) {
        return "on";
    }
    // One is at the port of Rotterdam, and in Port Said.
    let town = bare.starts_with("port ") && !bare.starts_with("port of ");
    let point = lower.split([' ', ',']).any(|word| POINTS.contains(&word) && !(town && word == "port"));
    if point { "at" } else { "in" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_named_by_a_noun_is_taken_apart() {
        let cases = [
            ("the return of Sam Altman as chief executive", Some(("return", "Sam Altman", "as chief executive"))),
            ("Ilya Sutskever's departure from OpenAI", Some(("depart", "Ilya Sutskever", "from OpenAI"))),
            ("the loss of contact with the Titan", Some(("lose", "contact with the Titan", ""))),
            ("the finding of a debris field near the Titanic", Some(("find", "a debris field", "near the Titanic"))),
            (
                "the move of Ann Lee and Bo Day to Rome to lead it",
                Some(("move", "Ann Lee and Bo Day", "to Rome to lead it")),
            ),
            ("the deaths of the five people aboard the Titan", Some(("die", "the five people aboard the Titan", ""))),
            ("a search for the Titan", None),
            ("the report that it was overdue", None),
        ];
        for (text, expected) in cases {
            let found = nominal(text).map(|found| (found.verb, found.undergoer, found.rest));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn nouns_agree_with_their_verbs() {
        for several in [
            "a man and a woman on a bench",
            "banging noises in the area",
            "the deaths of five people",
            "Ann and Bo",
            "the five people aboard",
        ] {
            assert!(is_several(several), "{several}");
        }
        for one in [
            "a search and rescue operation",
            "a search",
            "the loss of contact",
            "the crisis",
            "a series of strikes",
            "the visit to the United States",
        ] {
            assert!(!is_several(one), "{one}");
        }
    }

    #[test]
    fn one_says_something_in_on_or_at() {
        for (text, expected) in [
            ("a television interview", Some("in")),
            ("a letter to the board", Some("in")),
            ("the company's website", Some("on")),
            ("a news conference in Bern", Some("at")),
            ("the last general meeting", Some("at")),
            ("during a visit", None),
        ] {
            assert_eq!(occasion_preposition(text), expected, "{text}");
        }
        assert_eq!(["interview", "a letter", "MI5 memo"].map(indefinite), ["an interview", "a letter", "an MI5 memo"]);
    }

    #[test]
    fn one_is_at_a_building_and_in_a_town() {
        assert_eq!(
            ["the wreck of the Titanic", "Moscow", "Geneva airport", "the port of Rotterdam", "Port Said"]
                .map(place_preposition),
            ["at", "in", "at", "at", "in"]
        );
    }
}
