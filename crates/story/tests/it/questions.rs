//! Real stories that were put in as a new user would, with ten questions each, written down before
//! the stories were: which view answers each of them, and how.

use newsreel_story::views::expected::Fate;

use crate::asked::Story;

macro_rules! story {
    ($name:literal) => {
        Story::of(include_str!(concat!("../../../../tests/fixtures/stories/", $name, ".yaml")))
    };
}

#[test]
fn the_merger() {
    let story = story!("activision-merger");
    story.says(
        Some("2024-02-10T00:00:00Z"),
        &[
            // What was bid, by whom, when?
            "It had been proposed on 18 January 2022, Microsoft said",
            "95 dollars a share",
            // What did each regulator decide, and when?
            "The CMA cleared the new form of the purchase on 13 October 2023",
            "The decision of the European Commission was made on 15 May 2023: approved",
            // What did the American courts decide, and what stands?
            "The Ninth Circuit Court of Appeals denied a stop of the purchase during the appeal on 14 July 2023",
            "A lawsuit of the Federal Trade Commission against the purchase was resumed on 26 September 2023",
            // What is disputed now?
            "Whether the cuts contradict what Microsoft told the court, that the two businesses would stay separate, is disputed",
            // Who else approved it?
            "Six approvals were given, the first on 21 August 2022 and the last on 30 May 2023",
            // Why did the British regulator block it, and when?
            "The CMA blocked the purchase of Activision Blizzard on 26 April 2023, because of its effect on cloud gaming",
            // What was offered to competitors?
            "Sony accepted ten years of Call of Duty on PlayStation, proposed by Microsoft",
            "Ten years of Call of Duty on Nintendo's consoles were agreed",
            // How did the shareholders vote?
            "approved the purchase on 28 April 2022: 98 per cent for",
            // How many jobs were to go, and what had to be corrected?
            "1,900 jobs in all",
            "The desk corrected its record of The Verge's report",
            // What comes next, and who has not answered?
            "The ruling of the Ninth Circuit on the appeal is expected",
            "the FTC had declined to comment to Reuters",
        ],
    );
}

#[test]
fn the_mine() {
    let story = story!("san-jose-mine");
    story.says(
        Some("2013-09-01T00:00:00Z"),
        &[
            // What happened, to how many, and how did it end?
            "A collapse of the mine began in the San José mine on 5 August 2010",
            "The rescue of the miners began on 12 October 2010 and ended on 14 October, 33 miners in all",
            // How were they reached and brought out?
            "The second drilling reached the miners on 9 October 2010",
            "The first contact with the miners took place in the San José mine on 22 August 2010",
            // What came of blame?
            "closed without charges",
            "The owners were to blame for the collapse, and the state's mining inspectors for letting the mine reopen",
            // What is disputed?
            "Whether the miners asked to leave three hours before the collapse because the mountain cracked is disputed",
            // By when had they been expected to be out?
            "It was first set for 25 December 2010 at the latest, then brought forward to November",
            // What became of the other drillings?
            "The third drilling was called off because the second drilling had reached the miners",
            // Who came up first, and who went last?
            "the first of the miners brought up",
            "rescuer Manuel González as the last rescuer",
            // What was to be paid from?
            "1.8 million dollars in all",
            "could not pay the wages",
            // What did the company correct?
            "the total is 33 miners, not 34 miners",
            // What is next, and who has not answered?
            "A lawsuit of the miners' families against the owners was expected",
            "the San Esteban Mining Company had not responded to a request for comment",
        ],
    );
}

#[test]
fn a_flight_that_lasted_longer_than_planned() {
    let story = story!("starliner-flight");
    story.says(
        None,
        &[
            // When was the launch first planned, and why was it put off?
            "It had been put off because of an oxygen relief valve of the rocket",
            "It was first set for 6 May, then put off to 1 June because of a helium leak and to 5 June",
            // When and from where did it launch? From where is on file as planned only, and told so.
            "Starliner was launched at 10:52 (14:52 UTC) on 5 June 2024",
            "said beforehand that it was to start from Cape Canaveral",
            // Who was on board?
            "said beforehand that Wilmore and NASA astronaut Suni Williams were to be involved",
            // How many thrusters failed, and how many came back?
            "five thrusters in all",
            "four thrusters in all",
            // Were they stranded?
            "By 28 June 2024, Mark Nappi, manager of Boeing's Starliner programme, had denied that the astronauts are stranded",
            // What did Ars Technica report, and what did Boeing say?
            "Several people at NASA had said by 1 August 2024 that it was probably so, Ars Technica reported; Boeing had said by 2 August that Starliner can bring its crew home safely",
            // Why did it come back empty, and when and where did it land?
            "had given by 24 August as the reason that too much is uncertain about the thrusters",
            "The return of Starliner without its crew took place in White Sands at 00:01 (04:01 UTC) on 7 September 2024",
            // When did they come back?
            "travelled to the coast of Florida on 18 March 2025",
            // How long the stay was to be is not how long it was.
            "that the stay was to be about eight days",
        ],
    );
    assert!(!story.brief(None).contains("gave the stay as"), "{}", story.brief(None));
    // As known on 10 June: how long was it to be, and when were they to return?
    let then = Some("2024-06-10T00:00:00Z");
    story.says(then, &["to White Sands on 14 June 2024", "about eight days"]);
    // Who decided what on 24 August?
    story.says(
        Some("2024-08-25T00:00:00Z"),
        &["The return of Starliner without its crew", "because too much is uncertain about the thrusters"],
    );
    // When had the return been expected?
    assert_eq!(story.expected("2025-04-01T00:00:00Z", "return"), (Some("in March 2025".to_owned()), Fate::Met));
    assert_eq!(story.expected("2024-09-01T00:00:00Z", "return"), (Some("in February 2025".to_owned()), Fate::Open));
}

#[test]
fn a_recall_that_grew() {
    let story = story!("note7-recall");
    story.says(
        None,
        &[
            // How many were recalled at first, and when?
            "2.5 million phones in all",
            "on 2 September 2016 because of a battery cell issue",
            // What was the cause, then and later?
            "The batteries of two makers had a defect of their own each",
            // How many incidents were known, and by when?
            "35 cases as of 1 September 2016",
            "92 reports as of 15 September 2016",
            // How many did the recall in the United States cover?
            "1.9 million in all",
            "The number was at first given as about 1 million (replacement phones were added)",
            // What happened on the flight?
            "The evacuation of Southwest flight 994 took place in Louisville on 5 October 2016 because of smoke from a phone",
            "The phone that smoked was a replacement, Brian Green",
            "Samsung Electronics has not confirmed it, saying that it had not yet had the phone in its hands",
            // Was production stopped?
            "The production of the Note 7 was broken off on 11 October 2016 (the reason given: the safety of its customers comes first)",
            "It had been interrupted, an official at a supplier of Samsung told Yonhap (by 10 October)",
            // Were phones in China safe?
            "disputed it by 19 September, saying that the phone was heated from outside",
            "that phones sold in China are not affected",
            // What was put off, and why?
            "The resumption of sales in Australia was put off (the reason given: the exchange of phones takes longer)",
            // Who warned air passengers?
            "The Federal Aviation Administration said on 8 September 2016 that passengers should not turn on or charge",
        ],
    );
    // What was expected on 16 September?
    let ahead = story.expected("2016-09-17T00:00:00Z", "replacement");
    assert_eq!(ahead, (Some("by 21 September 2016".to_owned()), Fate::Open));
}

#[test]
fn a_trial_that_is_decided_four_times() {
    let story = story!("kercher-trial");
    story.says(
        None,
        &[
            // Who was killed, where and when?
            "Meredith Kercher was killed in Perugia on 1 November 2007",
            // What was Rudy Guede sentenced to, and what became of it?
            "found Rudy Guede guilty of murder on 28 October 2008, with a sentence of 30 years, ANSA reported",
            "The Perugia court of appeal replaced that sentence on 22 December 2009: 16 years",
            ": guilty of murder, with a sentence of 16 years",
            // What did the first court decide?
            "On 5 December 2009, the court of Perugia ruled on the killing of Meredith Kercher",
            "both guilty of murder, 26 years for Knox and 25 for Sollecito, ANSA reported",
            "The Perugia court of appeal replaced that ruling",
            // And the first court of appeal?
            "On 3 October 2011, the Perugia court of appeal ruled on the appeal of Knox and Sollecito",
            // What did the Court of Cassation do in 2013, and why?
            "annulled the acquittal of Knox and Sollecito on 26 March 2013, a new appeal trial is ordered",
            "both acquitted of murder",
            // What did Florence decide?
            "On 30 January 2014, the Florence court of appeal ruled on the new appeal of Knox and Sollecito",
            "both guilty, 28 years and six months for Knox and 25 years for Sollecito",
            // What stands now?
            "on 27 March 2015: both acquitted for good",
            // What is disputed about the knife?
            "Whether the DNA of Meredith Kercher was on the knife is disputed",
            "said by 29 June 2011 that the finding of DNA on the knife is not reliable",
            // What did the court in Strasbourg decide?
            "On 24 January 2019, the European Court of Human Rights ruled on Knox v. Italy: her rights were violated",
            "18,400 euros",
        ],
    );
    // As known at the beginning of 2012, were they guilty?
    let then = Some("2012-01-01T00:00:00Z");
    story.says(then, &["on 3 October 2011: both acquitted of murder"]);
    assert!(!story.brief(then).contains("annulled"), "{}", story.brief(then));
    assert_eq!(
        story.expected("2015-03-26T00:00:00Z", "final-ruling"),
        (Some("on 27 March 2015".to_owned()), Fate::Open)
    );
}

#[test]
fn a_flood_and_its_tolls() {
    let story = story!("derna-flood");
    story.says(
        None,
        &[
            // What happened, where, when and why?
            "Two dams burst in Derna from 10 to 11 September 2023 because of the storm Daniel",
            // What did the United Nations give as the toll, and did its supposed source say so?
            "the number of dead is 3,958, not 11,300 (the figure was not verified)",
            "The Libyan Red Crescent denied by 17 September that the number of dead was 11,300, AFP reported; the UN humanitarian office had said so by 16 September",
            // What is the last toll, and whose?
            "The latest number of dead was 4,333",
            // How many were missing?
            "The number of missing was about 10,000",
            // What did the mayor fear?
            "Derna's mayor Abdulmenam al-Ghaithi told Reuters (by 13 September 2023) that possibly the dead may be 18000 to 20000",
            // What was known of the dams?
            "The dams needed maintenance, the attorney general of Libya said in a study of 2022",
            // What came of the inquiry?
            "detained over the dams on 25 September 2023, eight in all, the attorney general of Libya told Reuters",
            // What happened to the journalists?
            "Whether journalists were told to leave Derna is disputed",
            "minister of aviation Hichem Chkiouat had denied it by 19 September, saying that it was to make room for the rescuers, AP reported",
            // What became of the conference?
            "It was first set for 10 October, then put off to 1 to 2 November",
            "put off to 1 to 2 November to make the preparations better",
        ],
    );
    // How did the toll of the ministry grow?
    assert!(story.events().contains("3,166"), "{}", story.events());
    // As known on 12 September?
    let then = story.brief(Some("2023-09-12T23:00:00Z"));
    assert!(then.contains("at least 2,300") && !then.contains("11,300"), "{then}");
    // What was expected at the end of September?
    assert_eq!(
        story.expected("2023-09-25T00:00:00Z", "conference"),
        (Some("on 10 October 2023".to_owned()), Fate::Open)
    );
}

#[test]
fn an_election_that_was_held_again() {
    let story = story!("austria-run-off");
    story.says(
        None,
        &[
            // When was the run-off, and who won it at first, by how much?
            "Austria voted on the presidency on 22 May 2016",
            "Austria voted on the presidency on 22 May 2016: Van der Bellen won",
            "Van der Bellen won by 30,863 votes",
            // Who challenged the result, when and why?
            "The challenge of the result before the Constitutional Court took place on 8 June 2016 because postal votes were opened too early",
            // What did the court decide?
            ", in the case of the Freedom Party: the run-off is annulled and must be repeated",
            // When was the repeat planned, and why was it put off?
            "It was first set for 2 October, then put off to 4 December",
            "It had been put off because the glue of the envelopes did not hold",
            // When was it held, and who won with how many votes?
            "Austria voted on the presidency, once more on 4 December 2016",
            "once more on 4 December 2016: Van der Bellen won",
            "Van der Bellen had 53.8 per cent (2,472,892 votes) and Norbert Hofer 46.2 per cent (2,124,661 votes)",
            // Was there fraud?
            "had denied that votes were manipulated",
            // Did Hofer concede?
            "Hofer told APA on 4 December 2016 that he congratulates Van der Bellen on his success",
            // When did the president take office?
            "The president was sworn in on 26 January 2017",
        ],
    );
    // What had the count without postal votes shown?
    story.says(Some("2016-05-22T21:00:00Z"), &["51.9 per cent"]);
    // As known on 2 June, who was elected?
    story.says(Some("2016-06-02T00:00:00Z"), &["Alexander Van der Bellen won"]);
    // What was to come on 15 September?
    assert_eq!(story.expected("2016-09-15T00:00:00Z", "repeat").1, Fate::Moved);
}

#[test]
fn a_ban_that_was_decided_three_times() {
    let story = story!("sun-yang-case");
    story.says(
        None,
        &[
            // What happened in September 2018?
            "A visit of testers to Sun Yang's home took place in Zhejiang on 4 September 2018",
            "A vial of blood was smashed with a hammer",
            // What did the federation decide?
            ": no rule was broken",
            // Who appealed?
            "An appeal of the World Anti-Doping Agency against FINA's ruling began",
            // When and where was it heard?
            "A public hearing of the appeal was held in Montreux on 15 November 2019",
            // What did the court decide, and what became of it?
            "On 28 February 2020, the Court of Arbitration for Sport ruled on the appeal of WADA: Sun Yang is banned for eight years",
            "The Swiss Federal Tribunal replaced that ruling on 22 December: the ban is annulled",
            // What did the Swiss court decide, and why?
            "On 22 December 2020, the Swiss Federal Tribunal ruled on the appeal of Sun Yang: the ban is annulled",
            "Tweets of Frattini about China cast doubt on his impartiality",
            // What stands now, and until when?
            ", once more: Sun Yang is banned for four years and three months",
            "banned until May 2024",
            // What is disputed about the testers?
            "could not show who they were",
            "the testers had all the papers that were required",
            // What did another swimmer do?
            "Horton's refusal to share the podium with Sun Yang took place in Gwangju on 21 July 2019",
            // What did WADA call for, and who has not answered?
            "The new panel should hear the case on its substance",
            "Sun Yang had declined to comment to Reuters",
        ],
    );
    // As known on 1 March 2020, was he banned?
    let then = story.brief(Some("2020-03-01T00:00:00Z"));
    assert!(then.contains("banned for eight years") && !then.contains("annulled"), "{then}");
    // What was expected at the end of that year?
    assert_eq!(story.expected("2021-01-01T00:00:00Z", "second-award"), (None, Fate::Open));
}

/// What an entry costs to write: at most ten lines, and seven are usual.
#[test]
fn an_entry_of_theirs_takes_few_lines() {
    for document in [
        include_str!("../../../../tests/fixtures/stories/kercher-trial.yaml"),
        include_str!("../../../../tests/fixtures/stories/derna-flood.yaml"),
        include_str!("../../../../tests/fixtures/stories/austria-run-off.yaml"),
        include_str!("../../../../tests/fixtures/stories/starliner-flight.yaml"),
        include_str!("../../../../tests/fixtures/stories/note7-recall.yaml"),
        include_str!("../../../../tests/fixtures/stories/sun-yang-case.yaml"),
    ] {
        let updates = document.split_once("\nupdates:\n").unwrap().1;
        let mut of_entry = vec![0];
        for line in updates.lines().filter(|line| !line.trim().is_empty()) {
            if line.trim_start().starts_with("- ") {
                of_entry.push(0);
            }
            *of_entry.last_mut().unwrap() += 1;
        }
        let most = of_entry.iter().max().unwrap();
        assert!(*most <= 10, "an entry of {most} lines");
        let (lines, entries) = (of_entry.iter().sum::<usize>(), of_entry.len() - 1);
        assert!(lines <= 8 * entries, "{lines} lines for {entries} entries");
    }
}
