//! What a page holds of a quiz: served, nothing of its answers; published, what it needs to judge.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sampan::course::{Answers, Lang, Localized, Question};
use sampan::site::{Library, Options, Source};

/// The quiz of a page, from its heading to its end.
fn quiz(library: &Library, page: &str, served: bool) -> String {
    let html =
        String::from_utf8(library.build(&Options { served, ..Options::default() }).files[page].to_vec()).unwrap();
    let (_, from) = html.split_once("<section class=\"quiz\"").unwrap();
    from.split_once("</section>").unwrap().0.to_owned()
}

/// Everything that would tell an answer.
fn secrets(question: &Question) -> Vec<&Localized<String>> {
    let mut all = vec![&question.why];
    match &question.answers {
        Answers::Choice(choices) => all.extend(choices.iter().map(|choice| &choice.because)),
        Answers::Typed(typed) => {
            all.push(&typed.otherwise);
            all.extend(typed.near.iter().map(|near| &near.because));
        }
        Answers::Order(order) => all.push(&order.otherwise),
    }
    all
}

#[test]
fn a_served_quiz_holds_nothing_of_its_answers() {
    let (library, _) = Library::open(&Source::Embedded);
    let mut first = 0;
    for (id, of) in &library.course.quizzes {
        for lang in &library.course.langs {
            let html = quiz(&library, &format!("{lang}/{id}.html"), true);
            assert!(!html.contains("data-key"), "{id}");
            for question in &of.questions {
                for secret in secrets(question) {
                    assert!(!html.contains(&library.html(secret.text(lang), lang)), "{id} {}", question.id);
                }
                if let Answers::Typed(typed) = &question.answers {
                    // A number stands in many a page.
                    let telling = typed.accept.iter().filter(|right| right.chars().count() > 3);
                    assert!(!telling.into_iter().any(|right| html.contains(right.as_str())), "{id} {}", question.id);
                }
            }
        }
        first += of.questions.iter().filter(|question| question.shown().first() == Some(&0)).count();
    }
    let choices = library.course.quizzes.values().flat_map(|quiz| &quiz.questions).filter(|q| !q.shown().is_empty());
    assert!(first * 2 < choices.count(), "authors write the right answer first, pages show it anywhere");
}

#[test]
fn a_published_quiz_can_judge_by_itself_in_every_language_alike() {
    let (library, _) = Library::open(&Source::Embedded);
    let keys = |lang: &Lang| -> Vec<serde_json::Value> {
        let html = quiz(&library, &format!("{lang}/docker/volumes.html"), false);
        let coded = html.split("data-key=\"").skip(1).map(|piece| piece.split('"').next().unwrap());
        coded.map(|key| serde_json::from_slice(&BASE64_STANDARD.decode(key).unwrap()).unwrap()).collect()
    };
    let (en, zh) = (keys(&Lang::en()), keys(&Lang::new("zh-cn")));
    assert_eq!(en.len(), 3);
    for (en, zh) in en.iter().zip(&zh) {
        for same in ["kind", "edition", "right", "accept"] {
            assert_eq!(en[same], zh[same], "{same}");
        }
        assert_ne!(en["why"], zh["why"]);
    }
    let question = &library.course.quizzes[&"docker/volumes".parse().unwrap()].questions[0];
    let place = question.shown().iter().position(|written| *written == 0).unwrap();
    assert_eq!(en[0]["right"], serde_json::json!([place]), "by the number of the page");
    assert_eq!(en[0]["learn"]["href"], "../docker/volumes.html#writable-layer");
}
