//! Nouns that name an event by its verb, taken apart: “the return of Sam Altman as chief executive” is that he returned as chief
//! executive.

use crate::tell::english;

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
        if let Some((event, place)) = noun.split_once(" in ")
            && place.starts_with(char::is_uppercase)
        {
            let (verb, passive) = verb_of(event)?;
            let (undergoer, nothing) = split_undergoer(of)?;
            let rest = &noun[event.len() + 1..];
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
            ("the fourth arrest of Ann Lee", Some(("arrest", "Ann Lee", ""))),
            ("the arrival in Chile of a search vessel", Some(("arrive", "a search vessel", "in Chile"))),
            ("the rerouting of the ferries", Some(("rerout", "the ferries", ""))),
            ("the cutting of the cable", Some(("cut", "the cable", ""))),
            ("the hearing of Ann Lee", None),
            ("a search for the Titan", None),
            ("the report that it was overdue", None),
        ];
        for (text, expected) in cases {
            let found = nominal(text).map(|found| (found.verb, found.undergoer, found.rest));
            assert_eq!(found, expected, "{text}");
        }
    }
}
