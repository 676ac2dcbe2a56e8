//! Small inputs that once came out wrong, through the program: each is a story of its own, with what its views must say and
//! what they must not. `tests/fixtures/cases` has the inputs; the kinds of fault have tables of their own in the model.

use std::path::Path;

use newsreel_tests::Server;

use crate::program::{Services, run};

/// A command about the story of an input, and what it must print and what it must not.
type Asked = (&'static str, &'static [&'static str], &'static [&'static str]);

/// An input, and what is asked of it in order. `import` is what importing it prints.
type Input = (&'static str, &'static [Asked]);

/// What a command prints, with the breaks of its lines and tables closed up.
fn printed(url: &str, command: &str) -> String {
    let mut arguments: Vec<&str> = command.split(' ').collect();
    // Whole cells, which a table for people breaks into lines.
    if !["brief", "import"].contains(&arguments[0]) {
        arguments.extend(["--format", "markdown"]);
    }
    let output = run(url, &arguments);
    let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).replace('\\', "").replace('|', " ");
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn check(url: &str, (name, asked): &Input) -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cases").join(format!("{name}.yaml"));
    let file = file.to_str().expect("a path");
    let mut wrong = Vec::new();
    let imported = printed(url, &format!("import {file}"));
    for (command, says, never) in *asked {
        let told = if *command == "import" { imported.clone() } else { printed(url, command) };
        for words in says.iter().filter(|words| !told.contains(**words)) {
            wrong.push(format!("{name}: `{command}` does not say “{words}”: {told}"));
        }
        for words in never.iter().filter(|words| told.contains(**words)) {
            wrong.push(format!("{name}: `{command}` says “{words}”: {told}"));
        }
    }
    wrong
}

async fn all(inputs: &[Input]) {
    let server = Server::start().await;
    let _services = Services::start(&server);
    let url = server.url();
    let wrong: Vec<String> = inputs.iter().flat_map(|input| check(&url, input)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn relations() {
    all(&[
        (
            "R1-contradicts-other-item",
            &[
                ("brief r1-water-main", &["(a repair on 8 March touches the main)", "nobody has touched the water main since February"], &[]),
                ("story r1-water-main", &["contradicted by the town council", "contradicts the waterworks"], &[]),
                ("matrix r1-water-main", &["[disputed]", "contradicted by the town council"], &[]),
                ("check r1-water-main", &["contradicted", "a repair on 8 March touches the main"], &[]),
                ("diff r1-water-main", &["contradicts the waterworks", "it is contested"], &[]),
                ("who waterworks", &["contradicted by the town council"], &[]),
            ],
        ),
        (
            "R1b-reconciles-other-item",
            &[
                ("brief r1b-museum-loan", &["are both right", "the loan is free and its transport is paid for"], &["is disputed"]),
                ("brief r1b-museum-loan --known-at 2025-03-10T12:00:00Z", &["(it is free or it is not)"], &["both right"]),
                ("check r1b-museum-loan", &[], &["contradicted"]),
                ("diff r1b-museum-loan", &["no longer contested"], &[]),
            ],
        ),
        (
            "R2a-path-of-other-kind",
            &[
                ("import", &["3 updates recorded"], &["declare"]),
                ("brief r2a-council-vote", &["(a hearing is not a vote)"], &[]),
            ],
        ),
        (
            "R2b-unknown-path",
            &[("import", &["17:30", "says nothing of `place`; it speaks of", "nothing of it is recorded"], &["3 updates"])],
        ),
        (
            "R3-reach-after-correction",
            &[
                ("reach r3-quay/damage-1", &["It is withdrawn already", "the quay will be shut for a month"], &[]),
                ("brief r3-quay", &["The Gazette's report", "that the quay will be shut for a month, rested on what has been withdrawn"], &[]),
            ],
        ),
        (
            "R3b-reach-unchanged-values",
            &[("reach r3b-barrier/jam-2", &["jam/cause driftwood reported → none"], &["jam/when", "jam/type"])],
        ),
        (
            "R4-retract-speaker",
            &[
                ("reach r4-inquiry/lights-1 --path speaker", &["reply/gist"], &[]),
                ("reach r4-inquiry/lights-1 --path nosuch", &["speaker"], &["would no longer count"]),
                ("brief r4-inquiry", &["rested on what has been withdrawn and counts no more"], &["The harbour pilot said"]),
            ],
        ),
        (
            "R5-supersede-whole",
            &[("brief r5-ferry-strike", &["A walkout of all ferry crews is planned at the north quay for 17 April 2027", "It was first set for 10 April"], &["is planned at the north quay for 10 April", "not stated"])],
        ),
        (
            "R6-publication-rests-on",
            &[
                ("brief r6-leaflet", &["published “What the repair costs” on 10 March 2025", "It relied on The Herald's report", "has to be checked again"], &["lost"]),
                ("check r6-leaflet", &["needs-review", "corrected by the waterworks"], &[]),
            ],
        ),
        (
            "R6b-publication-is-news",
            &[("brief r6b-report", &["The bridge inspectors published “The state of the swing bridge” on 9 March 2025 and later withdrew it"], &["Nothing was on file"])],
        ),
        (
            "R7-two-origins",
            &[(
                "brief r7-bridge",
                &["the town engineer and the harbour pilot told The Herald. [corroborated", "told the North Wire and the South Wire"],
                &[],
            )],
        ),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn standing() {
    all(&[
        (
            "S1-own-word-of-a-party",
            &[
                (
                    "brief s1-dues",
                    &[
                        "The ferry crews' union accepted it (by 10 March), The Herald reported. [reported",
                        "rejected it, The Gazette reported (by 11 March), naming no source",
                    ],
                    &[],
                ),
                (
                    "matrix s1-dues --kind proposal",
                    &["the ferry crews' union answer: accepts", "said of it:"],
                    &["the ferry crews' union nothing on file"],
                ),
            ],
        ),
        (
            "S2-planned-values",
            &[
                (
                    "brief s2-sitting",
                    &["The planned meeting of the town council, the harbour master and the harbour pilot took place on 9 March 2025"],
                    &["pilot met"],
                ),
                ("matrix s2-sitting", &["the harbour pilot took place on 9 March 2025"], &["pilot met"]),
                ("expected s2-sitting", &["the town council, the harbour master and the harbour pilot were to meet at the town hall", "met: the planned meeting of the town"], &["pilot met"]),
                ("who pilot", &["participants (planned)"], &[]),
            ],
        ),
        (
            "S3-confirmed-while-planned",
            &[
                (
                    "brief s3-parade",
                    &["The town council had confirmed by 2 March that it was planned"],
                    &["confirms it"],
                ),
                ("matrix s3-parade", &["confirms (of the plan)"], &[]),
            ],
        ),
        (
            "S4-denied-value",
            &[
                (
                    "brief s4-talks",
                    &["denied by 11 March that it lasted five hours", "Who asked for the meeting", "is disputed"],
                    &[],
                ),
                (
                    "matrix s4-talks",
                    &["denies the party that asked for it (the town council)", "denies the duration (five hours)"],
                    &[],
                ),
                ("story s4-talks", &["five hours"], &[]),
            ],
        ),
        (
            "S5-agreeing-dates",
            &[
                (
                    "brief s5-collision",
                    &["on 23 April 2025, The Gazette reported", "between 20 and 26 April", "in April"],
                    &["ended", "disputed"],
                ),
                ("matrix s5-collision", &["took place on 23 April 2025"], &["ended"]),
            ],
        ),
        (
            "S5b-own-act-swallows-rival",
            &[(
                "brief s5b-closing",
                &[
                    "in April 2025, the canal board told The Herald. [confirmed",
                    "on 21 April;",
                    "on 23 April",
                    "is disputed",
                ],
                &[],
            )],
        ),
        (
            "S5c-contested-headline",
            &[
                ("matrix s5c-grounding", &["on 21 April 2025 or on 23 April 2025 (disputed)"], &[]),
                ("timeline s5c-grounding", &["disputed"], &[]),
            ],
        ),
        (
            "S5d-contested-participant",
            &[
                (
                    "brief s5d-briefing",
                    &["Whether the harbour pilot and the harbour master met is disputed", "denied it"],
                    &["The harbour pilot met,"],
                ),
                (
                    "matrix s5d-briefing",
                    &["the harbour master (disputed)", "denies the harbour master"],
                    &["quay-master"],
                ),
            ],
        ),
        (
            "S6-noncommittal-for-ever",
            &[
                ("brief s6-sale", &["had declined to comment on it by 2 March"], &["knew nothing"]),
                ("matrix s6-sale", &["declines (of the plan)"], &["denies knowledge"]),
            ],
        ),
        (
            "S7-not-held-as-denial",
            &[(
                "brief s7-regatta",
                &["A regatta did not take place, an official of the sailing club told The Herald"],
                &["ended", "denie"],
            )],
        ),
        (
            "S8-began-trip",
            &[
                (
                    "brief s8-voyage",
                    &["The mayor set out from the mainland for the island on 9 March 2025", "No arrival is reported"],
                    &["arrived"],
                ),
                ("timeline s8-voyage", &["on 9 March 2025"], &["no date"]),
            ],
        ),
        (
            "S9-limits",
            &[
                ("brief s9-dredging", &["paid for by the canal board, as far as the clerk knows"], &[]),
                ("story s9-dredging", &["(as far as the clerk knows)", "(in the north basin only)"], &[]),
                ("matrix s9-dredging", &["(as far as the clerk knows)", "(in the north basin only)"], &[]),
            ],
        ),
        (
            "S10-totals-merge",
            &[
                (
                    "brief s10-petition",
                    &["divided the 30 petitions into 12 harbour and 11 old-town, which come to 23"],
                    &[],
                ),
                ("check s10-petition", &["parts-do-not-sum handover", "parts-do-not-sum second-handover"], &[]),
            ],
        ),
        (
            "S12-confirmed-opinion",
            &[(
                "brief s12-fare",
                &["The mayor told", "“We will not go back.”", "“We can not go back.”", "declined to comment on it"],
                &["fair. [confirmed"],
            )],
        ),
        (
            "S13-expected-moved",
            &[
                (
                    "expected s13-launch",
                    &[
                        "on 9 May 2027",
                        "The Gazette: on 12 May",
                        "called off on 2 March 2025",
                        "reinstated on 3 March 2025",
                        "did not happen",
                    ],
                    &["moved"],
                ),
                ("brief s13-launch", &["It had been called off"], &[]),
            ],
        ),
        (
            "S14-title-before-its-time",
            &[
                (
                    "brief s14-lock --known-at 2025-03-05T00:00:00Z",
                    &["s14-lock", "was closed"],
                    &["The lock that reopened"],
                ),
                ("brief s14-lock", &["The lock that reopened"], &[]),
            ],
        ),
        (
            "S14b-directory-time",
            &[
                ("brief s14b-barge --known-at 2025-03-10T00:00:00Z", &["the owner of the barge"], &["ship broker"]),
                ("brief s14b-barge", &["the ship broker"], &[]),
                ("diff s14b-barge --from 2025-03-10T00:00:00Z", &["the owner of the barge, now the ship broker"], &[]),
            ],
        ),
        (
            "S15-opposing-statement",
            &[(
                "check s15-audit",
                &["rests on the town auditor alone; contradicted by the staff of the harbour office"],
                &[],
            )],
        ),
        (
            "S16-merged-item",
            &[(
                "story s16-fire quay-fire",
                &["`quay-fire` was found to be the item below", "shed-fire"],
                &["has no item"],
            )],
        ),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn format() {
    all(&[
        ("Fa-words-dropped", &[("import", &["give `of`, its path, as well"], &["updates recorded"])]),
        (
            "Fb-any-choice",
            &[(
                "import",
                &[
                    "of `nature`; write",
                    "of `form`; write",
                    "of `flags`; write",
                    "of `format`; write",
                    "of `class`; write",
                    "of `answer`; write",
                    "of `advice`; write",
                    "of `code`; write",
                    "of `authentic`; write",
                ],
                &[],
            )],
        ),
        (
            "Fc-stance-without-change",
            &[("brief fc-plan", &["the town council knew nothing of it", "was unable to corroborate it"], &[])],
        ),
        ("Fc2-denial-with-limit", &[("import", &["who says where `council` stands?"], &["recorded, "])]),
        (
            "Fd-none",
            &[
                (
                    "brief fd-price",
                    &["the date was not disclosed", "the date was not known", "did not give the date"],
                    &[],
                ),
                ("matrix fd-price", &[], &["planned not disclosed", "planned unknown", "planned not stated"]),
                ("story fd-price", &["not disclosed", "unknown", "not stated"], &[]),
            ],
        ),
        (
            "Fe-embargo-of-another",
            &[
                (
                    "brief fe-budget",
                    &["snow ploughs", "The port authority asks that it be held until 06:00 UTC on 12 March 2028"],
                    &[],
                ),
                ("story fe-budget", &["asks that it be held until"], &[]),
                ("check fe-budget", &["others-embargo"], &[]),
                ("diff fe-budget", &["snow ploughs", "asks that it be held"], &[]),
                ("search ploughs", &["budget"], &[]),
            ],
        ),
        (
            "Ff-errors-in-stages",
            &[(
                "import",
                &[
                    "did you mean `organisation`?",
                    "did you mean `quay-photos`?",
                    "`soon` is not a date",
                    "did you mean `completed`?",
                    "`basis` is said of a source",
                    "`guessed`",
                    "`nobody-known`",
                ],
                &["a occurrence", "is on file or earlier"],
            )],
        ),
        (
            "Ff2-second-document",
            &[
                ("import", &["(document 2): refused; nothing of it is recorded; before it: 2 updates recorded"], &[]),
                ("brief ff2-first", &["The pier is open"], &[]),
            ],
        ),
        (
            "Ff3-choice-with-space",
            &[("import", &["`Video call` is not a choice of `format` (did you mean `video`?)"], &["attribute name"])],
        ),
        ("Ff4-follow-on", &[("import", &["`soon` is not a date"], &["is on file or earlier"])]),
        (
            "Fg-document-as-link",
            &[(
                "brief fg-minutes",
                &["The dues will rise by a tenth, minutes by the town clerk"],
                &["shows the sitting", "a minutes"],
            )],
        ),
        ("Fg2-document-link-refused", &[("brief fg2-minutes", &["said in the minutes of the sitting"], &[])]),
        (
            "Fh-repeated-lines",
            &[("brief fh-block", &["The Gazette", "The pier is shut", "The slip is shut", "The ferry runs"], &[])],
        ),
        (
            "Fi-votes-and-rates",
            &[(
                "import",
                &["write the item as `vote.…`", "`for`, `against`, `abstained`"],
                &[
                    "does not have `label`",
                    "does not have `rate`",
                    "does not have `platform`",
                    "does not have `forecaster`",
                    "does not have `stage`",
                ],
            )],
        ),
        (
            "Fi2-call-without-place",
            &[
                ("brief fi2-call", &["it began on 1 March"], &["Where the"]),
                ("timeline fi2-call", &["beginning on 1 March 2025 (its end is not stated)"], &[]),
            ],
        ),
        (
            "Fk-keys-not-found",
            &[
                ("search pierseven", &["claim.reported"], &[]),
                ("search remarkone", &["note.noted"], &[]),
                ("who lantern", &["the pier is shut"], &[]),
                ("story fk-keys", &["the pier matters to the fishers", "pierseven"], &[]),
            ],
        ),
        ("y-laughs4", &[("import", &["come to far more than the text itself"], &["means nothing here"])]),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn views() {
    all(&[
        (
            "V1-diff",
            &[(
                "diff v1-survey --from 2025-03-11T00:00:00Z --to 2025-03-12T00:00:00Z",
                &[
                    "also told by the town surveyor → The Gazette",
                    "no longer: single source",
                    "deadline: on 1 April 2027 (confirmed), now not set",
                    "corrected by The Herald",
                ],
                &["withdrawal mud"],
            )],
        ),
        (
            "V2-search",
            &[
                ("search roll-on", &["the roll-on ramp"], &["failed"]),
                ("search 9.30", &["9.30"], &["failed"]),
                ("search O'Hearn-Vale", &["K. O'Hearn-Vale"], &["failed"]),
                ("search pier --known-at 2025-01-01T00:00:00Z", &["Nothing on file contains all these words"], &[]),
                ("who Vale", &["K. O'Hearn-Vale"], &["nobody"]),
            ],
        ),
        (
            "V3-timeline",
            &[(
                "timeline v3-timeline",
                &[
                    "on 10 February 2025",
                    "some day in March 2025",
                    "an offer for the dock, proposed by the town council, was rejected",
                    "by 20 March 2025",
                ],
                &["2025-03-XX", "../"],
            )],
        ),
        (
            "V4-matrix",
            &[(
                "matrix v4-matrix",
                &["said on 7 March 2025", "learned 2025-03-12T09:00:00Z", "the ferry crews' union answer: refuses"],
                &["the ferry crews' union nothing on file"],
            )],
        ),
        (
            "V5-bounds-and-zones",
            &[
                (
                    "timeline v5-tide --known-at 2025-03-12T00:00:00Z",
                    &["known at 2025-03-12T00:00:00Z", "recorded up to update", "UTC on 10 March"],
                    &[],
                ),
                ("story v5-tide --known-at 2025-03-12T00:00:00Z", &["known at 2025-03-12T00:00:00Z"], &[]),
                ("matrix v5-tide --known-at 2025-03-12T00:00:00Z", &["known at 2025-03-12T00:00:00Z"], &[]),
                ("expected v5-tide --known-at 2025-03-12T00:00:00Z", &["known at 2025-03-12T00:00:00Z"], &[]),
            ],
        ),
        ("V6-counting", &[("check v6-offers", &["4 are claimed, 3 on file"], &[])]),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_field() {
    all(&[
        (
            "b07-ended",
            &[
                (
                    "brief b07-ended",
                    &["A landslip took place on 12 March 2025", "A review did not take place"],
                    &["it ended", "(ended"],
                ),
                ("timeline b07-ended", &[], &["it ended", "(ended"]),
            ],
        ),
        (
            "c05-cancelled-by-outlet",
            &[(
                "brief c05-cancelled",
                &[
                    "The Gazette reported (by 2 March 2025), naming no source, that it was called off",
                    "The run was called off",
                    "that it was put off",
                ],
                &[],
            )],
        ),
        (
            "b01-interval-month",
            &[(
                "brief b01-interval",
                &[
                    "The bridge was closed from January to March 2025",
                    "by the end of 2024",
                    "from June to September 2025",
                    "in summer 2025",
                ],
                &["Left out"],
            )],
        ),
        (
            "c03-corrected-text",
            &[(
                "brief c03-corrected-text",
                &[
                    "The airline corrected an earlier statement",
                    "that 91 people were on board",
                    "It then said (by 1 March) that 89 people were on board",
                ],
                &[],
            )],
        ),
        (
            "a03-two-or-alternatives",
            &[("brief a03-alternatives", &["on 6 or 8 March 2025", "after the arrest of Jo Moreau"], &["[2025-"])],
        ),
        ("a04-identity", &[("import", &["updates recorded"], &[])]),
        (
            "a04b-merge",
            &[("import", &["`john` and `jon` are now one entry", "`johann` and `johannes` are now one entry"], &[])],
        ),
        (
            "a04c-merge",
            &[
                ("import", &["`johannes` and `john` are now one entry"], &[]),
                ("brief a04-identity", &[], &["Jon Brandt and Jon Brandt"]),
            ],
        ),
        (
            "a04d-split",
            &[
                ("import", &["`john` is an entry of its own again"], &[]),
                ("diff a04-identity", &["John Brandt, now Jon Brandt", "Jon Brandt, now John Brandt"], &[]),
            ],
        ),
        (
            "a08-zones",
            &[(
                "brief a08-zones",
                &["00:30 UTC on 31 March", "in spring", "some day in March", "on 11 or 12 March"],
                &["ended", "2025-21"],
            )],
        ),
        ("b03-folded", &[("brief b03-folded", &["The bridge will stay shut until spring, The Herald"], &["spring ,"])]),
        (
            "b04-doping",
            &[
                ("brief b04-doping --full", &["18 months"], &[]),
                ("matrix b04-doping", &["18 months", "overturned on appeal"], &[]),
                ("check b04-doping", &[], &["divided-holder"]),
                ("search Kari-Nord", &["b04-doping"], &["failed"]),
            ],
        ),
    ])
    .await;
}
