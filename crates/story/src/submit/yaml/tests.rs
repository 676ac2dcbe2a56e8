use super::*;

#[test]
fn every_node_knows_its_line_and_column() {
    let source = &Source::parse("story: a\nupdates:\n- trip.began: x\n  when: 2025-13\n").unwrap()[0];
    assert_eq!(source.value["updates"][0]["when"], "2025-13");
    assert_eq!(source.place("/updates/0/when"), Some(Place { line: 4, column: 3 }));
    assert_eq!(source.place("/updates/0/nothing/here"), Some(Place { line: 3, column: 3 }));
}

#[test]
fn broken_yaml_names_the_place() {
    let error = Source::parse("story: a\nupdates: [\n").unwrap_err();
    assert!(error.place.line >= 2, "{error:?}");
    let error = Source::parse("story: a\ntitle: x\nstory: b\n").unwrap_err();
    assert_eq!((error.place.line, error.message.contains("given twice")), (3, true));
}

#[test]
fn json_and_anchors_read_the_same() {
    let json = &Source::parse(r#"{"a": [1, "2", true, null]}"#).unwrap()[0].value;
    let yaml = &Source::parse("a: &list [1, '2', true, ~]\n").unwrap()[0].value;
    assert_eq!(json, yaml);
    assert_eq!(Source::parse("a: &x {b: 1}\nc: *x\n").unwrap()[0].value["c"]["b"], 1);
    assert_eq!(Source::parse("a: 1\n---\na: 2\n").unwrap().len(), 2);
}

fn refused(text: &str) -> String {
    match Source::parse(text) {
        Ok(_) => panic!("this was accepted: {text:.80}"),
        Err(error) => format!("{}:{}: {}", error.place.line, error.place.column, error.message),
    }
}

/// `levels` lists, each of nine times the one before.
fn laughs(levels: usize) -> String {
    let mut text = "x0: &x0 [l,l,l,l,l,l,l,l,l]\n".to_owned();
    for level in 1..levels {
        let nine = vec![format!("*x{}", level - 1); 9].join(",");
        text += &format!("x{level}: &x{level} [{nine}]\n");
    }
    text
}

#[test]
fn aliases_that_repeat_without_end_are_refused_before_they_are_repeated() {
    assert!(Source::parse(&laughs(3)).is_ok());
    for levels in [5, 9, 40] {
        assert!(refused(&laughs(levels)).contains("come to far more than the text itself"), "{levels}");
    }
    let words = format!("a: &a {}\nb: [{}]\n", "word".repeat(2_500), ["*a"; 200].join(","));
    assert!(refused(&words).contains("far more than the text itself"));
}

#[test]
fn what_is_nested_too_deep_is_refused_whatever_its_style() {
    let block: String = (0..1_500).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    let cases = [
        block,
        format!("a: {}{}", "[".repeat(200), "]".repeat(200)),
        format!("a: {}{}", "{a: ".repeat(200), "}".repeat(200)),
        "- ".repeat(1_500),
        // Each list holds the one before, which no single one of them shows.
        (1..60).fold("x0: &x0 [a]\n".to_owned(), |text, n| text + &format!("x{n}: &x{n} [*x{}]\n", n - 1)),
    ];
    for case in cases {
        assert!(refused(&case).contains("nested more than 32 levels deep"), "{case:.60}");
    }
    assert!(refused(&format!("a: {}", "[".repeat(100_000))).contains("recursion limit"));
}

#[test]
fn characters_that_cannot_be_seen_are_refused_with_their_place() {
    for c in ['\0', '\u{7}', '\u{b}', '\u{1b}', '\u{7f}', '\u{85}', '\u{9b}', '\u{2028}', '\u{202e}', '\u{2066}'] {
        let message = refused(&format!("story: a\ntitle: ab{c}c\n"));
        assert!(message.starts_with("2:10: the character U+") && !message.contains(c), "{message:?}");
        let comment = refused(&format!("story: a # {c}\n"));
        assert!(comment.starts_with("1:12: the character"), "{comment}");
    }
    assert!(Source::parse("story: a\r\ntext: |\n  a\ttab, an é and a 家\r\n").is_ok());
}

#[test]
fn what_json_does_not_have_is_refused_not_dropped() {
    assert!(refused("a: !!int 3\n").contains("the tag `!!int` has no meaning here"), "{}", refused("a: !!int 3\n"));
    assert!(refused(&format!("{}: 1\n", "k".repeat(300))).contains("a key has at most 256 bytes; this one has 300"));
    assert!(refused("? [a, b]\n: c\n").contains("plain words"));
}

#[test]
fn bytes_in_another_encoding_are_told_so() {
    let wide = |order: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        for text in ["\u{feff}story: a\n", "story: a\n"] {
            let error = text_of(&wide(order, text)).expect_err("UTF-16");
            assert!(error.message.starts_with("this file is in UTF-16"), "{}", error.message);
            assert!(error.message.contains("save it as UTF-8"), "{}", error.message);
            assert_eq!(error.place.line, 1);
        }
    }
    let error = text_of(b"story: a\ntitle: caf\xe9\n").expect_err("Latin-1");
    assert_eq!(error.place, Place { line: 2, column: 11 });
    assert!(error.message.contains("in Latin-1 it is `é`"), "{}", error.message);
    assert_eq!(text_of("\u{feff}story: café\n".as_bytes()), Ok("story: café\n"));
}

mod laws {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::super::{MAX_DEPTH, MAX_REPEATED, Source};

    /// How many values, and how deep.
    fn measure(value: &Value) -> (usize, usize) {
        let within: Vec<(usize, usize)> = match value {
            Value::Array(elements) => elements.iter().map(measure).collect(),
            Value::Object(members) => members.values().map(measure).collect(),
            _ => Vec::new(),
        };
        let depth = within.iter().map(|(_, depth)| depth + 1).max().unwrap_or_default();
        (1 + within.iter().map(|(values, _)| values).sum::<usize>(), depth)
    }

    /// Lines that name and repeat lines before them, in lists and mappings of any width.
    fn repeating() -> impl Strategy<Value = String> {
        prop::collection::vec((1usize..40, 0usize..6, any::<bool>(), 0usize..5), 1..24).prop_map(|lines| {
            let mut text = String::new();
            for (n, (width, back, flow, depth)) in lines.into_iter().enumerate() {
                let word = if n == 0 { "w".to_owned() } else { format!("*a{}", n.saturating_sub(back + 1)) };
                let list = vec![word; width].join(", ");
                let (open, close) = ("[".repeat(depth), "]".repeat(depth));
                text += &if flow {
                    format!("k{n}: &a{n} {open}[{list}]{close}\n")
                } else {
                    format!("k{n}: &a{n}\n  - [{list}]\n")
                };
            }
            text
        })
    }

    proptest! {
        #[test]
        fn what_reading_costs_is_bounded_by_the_size_of_the_text(text in repeating()) {
            for source in Source::parse(&text).into_iter().flatten() {
                let (values, depth) = measure(&source.value);
                prop_assert!(values <= MAX_REPEATED + 3 * text.len(), "{values} values from {} bytes", text.len());
                prop_assert!(depth <= MAX_DEPTH);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[-\\[\\]{}:,&*!#|>'\"%@`ab \n\t\u{0}\u{1b}]{0,80}") {
            for source in Source::parse(&text).into_iter().flatten() {
                prop_assert!(source.place("").is_some());
            }
        }
    }
}
