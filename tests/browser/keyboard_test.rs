//! A whole exercise of each kind, by the keyboard alone and in both languages: started, worked on in the terminal or the
//! editor, answered, and solved. Nothing here clicks, and nothing sets the focus but keys.

use chromiumoxide::cdp::browser_protocol::input::{DispatchKeyEventParams, DispatchKeyEventType};

use crate::program::{House, Program};
use crate::tab::Tab;

/// Ctrl, as the protocol counts it.
const CTRL: i64 = 2;
/// More than any page has to step over.
const STEPS: usize = 600;

/// An exercise, and what a learner does with it.
struct Kind {
    lesson: &'static str,
    exercise: &'static str,
    /// Typed into the terminal.
    lines: &'static [&'static str],
    /// Written in the editor: paths and texts.
    files: &'static [(&'static str, &'static str)],
    /// Checks, and what is answered there.
    answers: &'static [(&'static str, &'static str)],
}

/// A learner's page, and their hands.
struct Desk {
    tab: Tab,
    card: String,
}

impl Desk {
    /// Presses Tab until the focus is there, as one does who sees where it is.
    async fn reach(&self, selector: &str) {
        self.tab.until(&format!("document.querySelector({selector:?})?.checkVisibility()")).await;
        for _ in 0..STEPS {
            if self.tab.eval(&format!("document.activeElement.matches({selector:?})")).await {
                return;
            }
            self.tab.keys(&["Tab"]).await;
        }
        panic!("Tab does not lead to {selector}");
    }

    async fn press(&self, selector: &str) {
        self.reach(selector).await;
        self.tab.keys(&["Enter"]).await;
    }

    async fn until_phase(&self, phase: &str) {
        self.tab.until(&format!("document.querySelector({:?})?.dataset.phase === {phase:?}", self.card)).await;
    }

    async fn write(&self, text: &str) {
        let body = self.tab.page.find_element("body").await.unwrap();
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                body.press_key("Enter").await.unwrap();
            }
            body.type_str(line).await.unwrap();
        }
    }

    async fn enter(&self, line: &str) {
        self.write(line).await;
        self.tab.keys(&["Enter"]).await;
    }

    /// A letter with Ctrl held.
    async fn control(&self, letter: char) {
        let code = i64::from(u32::from(letter.to_ascii_uppercase()));
        for kind in [DispatchKeyEventType::RawKeyDown, DispatchKeyEventType::KeyUp] {
            let event = DispatchKeyEventParams::builder().r#type(kind).modifiers(CTRL).key(letter.to_string());
            let event = event.code(format!("Key{}", letter.to_ascii_uppercase())).windows_virtual_key_code(code);
            self.tab.page.execute(event.build().unwrap()).await.unwrap();
        }
    }

    /// Makes a file in the editor, and saves it.
    async fn file(&self, path: &str, text: &str) {
        self.press(":is([title='New file'], [title='新建文件'])").await;
        self.tab.until("document.activeElement.matches('.note-bar input')").await;
        self.enter(path).await;
        self.tab.until("document.querySelector('.code-editor')?.shadowRoot.activeElement").await;
        self.write(text).await;
        self.control('s').await;
        let saved = format!(
            "document.querySelector('.tree [aria-current]')?.dataset.path === {path:?} \
             && !document.querySelector('.workbench .name').textContent.includes('•')"
        );
        self.tab.until(&saved).await;
        // Tab indents in the editor; F6 leads to the workbench's tabs.
        self.tab.keys(&["F6"]).await;
    }
}

/// Solves it, as a learner who has never been here.
async fn solve(kind: &Kind, lang: &str) {
    let program = Program::serve_in(House::with_engines().with("SHELL", "/bin/bash"));
    let tab = Tab::signed_in(program.link()).await;
    let desk = Desk { tab, card: format!("[data-exercise='{}']", kind.exercise) };
    desk.tab.goto(&program.url(&format!("{lang}/{}.html", kind.lesson))).await;
    desk.until_phase("fresh").await;
    desk.press(&format!("{} .live-top button.main", desk.card)).await;
    desk.until_phase("open").await;
    desk.press(&format!("{} [data-workbench]", desk.card)).await;
    let prompt = format!("({})", kind.exercise.rsplit('/').next().unwrap());
    desk.tab.until(&format!("document.querySelector('.pane .xterm-rows')?.textContent.includes({prompt:?})")).await;
    desk.tab.until("document.activeElement.matches('.xterm-helper-textarea')").await;
    for line in kind.lines {
        desk.enter(line).await;
    }
    // In the terminal, Tab is the shell's; F6 leads to the workbench's tabs, and once more to the lesson.
    desk.tab.keys(&["F6"]).await;
    if !kind.answers.is_empty() {
        desk.tab.keys(&["F6"]).await;
    }
    if !kind.files.is_empty() {
        desk.reach(".workbench > .tools [role=tab][aria-selected=true]").await;
        desk.tab.keys(&["ArrowRight"]).await;
        for (path, text) in kind.files {
            desk.file(path, text).await;
        }
    }
    for (check, answer) in kind.answers {
        desk.reach(&format!("{} [data-check={check:?}] .answer input", desk.card)).await;
        desk.enter(answer).await;
        let passed = format!("{} [data-check={check:?}].passed", desk.card);
        desk.tab.until(&format!("document.querySelector({passed:?})")).await;
    }
    desk.until_phase("solved").await;
    program.run(&["--yes", "stop", kind.exercise]);
    desk.until_phase("done").await;
}

/// Solves it in both languages, one after the other: what it makes has one name.
async fn solved_by_keys(kind: &Kind) {
    for lang in ["en", "zh-cn"] {
        solve(kind, lang).await;
    }
}

const DOCKERFILE: &str = "FROM nginx:1.29-alpine\nCOPY deploy/default.conf /etc/nginx/conf.d/\n\
    COPY site/ /usr/share/nginx/html/\nRUN date > /usr/share/nginx/html/built.txt\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_exercise_of_files_is_solved_by_the_keyboard_alone() {
    solved_by_keys(&Kind {
        lesson: "docker/dockerfile",
        exercise: "docker/write-a-dockerfile",
        lines: &[],
        files: &[("deploy/Dockerfile", DOCKERFILE), (".dockerignore", "booking.env\nsite/drafts\n")],
        answers: &[],
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exercise_of_docker_with_answers_is_solved_by_the_keyboard_alone() {
    if !has("DOCKER_HOST") {
        return;
    }
    solved_by_keys(&Kind {
        lesson: "docker/lifecycle",
        exercise: "docker/read-an-exit-code",
        lines: &[
            "docker ps --all --format '{{.Names}} {{.Status}}'",
            "docker run --env SHIP=Mayfly --name porter-2 busybox:1.37 sh -c \"$(docker inspect --format '{{index .Config.Cmd 2}}' porter)\"",
        ],
        files: &[],
        answers: &[("no-program", "baker"), ("killed", "miller")],
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exercise_of_a_cluster_is_solved_by_the_keyboard_alone() {
    if !has("KUBECONFIG") {
        return;
    }
    solved_by_keys(&Kind {
        lesson: "rbac/roles",
        exercise: "rbac/read-only-role",
        lines: &[
            "kubectl create role pod-reader --verb get,list,watch --resource pods,pods/log",
            "kubectl create rolebinding robot-reads-pods --role pod-reader --serviceaccount \"$NAMESPACE:robot\"",
        ],
        files: &[],
        answers: &[],
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exercise_of_helm_is_solved_by_the_keyboard_alone() {
    if !has("KUBECONFIG") {
        return;
    }
    solved_by_keys(&Kind {
        lesson: "helm/installing",
        exercise: "helm/install-a-release",
        lines: &[
            "printf '%s\\n' 'greeting: Open all night' 'replicas: 2' > night.yaml",
            "helm install night shop --values night.yaml --wait",
        ],
        files: &[],
        answers: &[],
    })
    .await;
}

/// Whether `tests/run` has led us to an engine; where it had to, its absence is a failure.
fn has(variable: &str) -> bool {
    let is_there = std::env::var_os(variable).is_some();
    assert!(is_there || std::env::var("SAMPAN_LIVE").as_deref() != Ok("require"), "{variable} leads to no engine");
    is_there
}
