//! The workbench in the page: a terminal beside the lesson that stays, holds on to its line, and lets nothing in unasked.

use std::time::{Duration, Instant};

use chromiumoxide::cdp::browser_protocol::input::InsertTextParams;
use chromiumoxide::layout::Point;

use crate::desk::{CARD, PAGE, SCREEN, enter, opened, paste, serve, shows, view};
use crate::tab::Tab;

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_works_beside_the_lesson_and_outlives_a_reload() {
    let program = serve();
    let tab = opened(&program).await;
    enter(&tab, "KEEP=kept; echo sam$((40+2))pan; pwd").await;
    shows(&tab, "sam42pan").await;
    shows(&tab, program.workspace("docker/write-a-dockerfile").to_str().unwrap()).await;
    enter(&tab, "printf '\\e[38;2;200;30;90mcolour\\e[0m\\n'").await;
    tab.until(
        "[...document.querySelectorAll('.xterm-rows span')].some(s => s.textContent === 'colour' && s.style.color)",
    )
    .await;
    let refused: Vec<String> = tab.eval("refused").await;
    assert!(refused.is_empty(), "the page's policy refuses {refused:?}");

    tab.goto(&program.url(PAGE)).await;
    shows(&tab, "sam42pan").await;
    enter(&tab, "echo still-$KEEP").await;
    shows(&tab, "still-kept").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r33_a74_what_the_past_asks_is_not_answered_again() {
    let program = serve();
    let tab = opened(&program).await;
    // A program asked where the cursor is and got its answer; drawn again, the question must not be answered to the shell.
    enter(&tab, "printf '\\e[6n'; read -rsd R -t 2 answer; echo asked-${#answer}").await;
    tab.until(&format!("/asked-\\d/.test({SCREEN})")).await;
    tab.goto(&program.url(PAGE)).await;
    tab.until(&format!("/asked-\\d/.test({SCREEN})")).await;
    enter(&tab, "echo after").await;
    tab.until(&format!("/(^|\\n)after(\\n|$)/.test({SCREEN})")).await;
}

/// The middle of the place where a terminal's last row with a text shows that text.
async fn place_of(tab: &Tab, text: &str) -> Point {
    let script = format!(
        "(() => {{ const row = [...document.querySelectorAll('.pane .xterm-rows > div')].findLast(r => r.textContent.startsWith({text:?})); \
         const cell = document.querySelector('.pane .xterm-screen').getBoundingClientRect(), at = row.getBoundingClientRect(); \
         return [cell.left + 20, at.top + at.height / 2] }})()"
    );
    let (x, y): (f64, f64) = tab.eval(&script).await;
    Point::new(x, y)
}

#[tokio::test(flavor = "multi_thread")]
async fn r32_a73_what_a_program_prints_is_data() {
    let program = serve();
    let tab = opened(&program).await;
    let _: bool = tab
        .eval("(window.copied = [], window.went = [], navigator.clipboard.writeText = async t => { copied.push(t) }, window.open = u => { went.push(String(u)) }, true)")
        .await;
    // To the clipboard; a title of markup; a link that is a script, and one that is a file.
    enter(&tab, "printf '\\e]52;c;aGVsbG8=\\a\\e]2;<img src=x onerror=window.pwned=1>\\a'").await;
    tab.until("[...document.querySelectorAll('.terminal [role=tab]')].some(t => t.textContent.includes('<img src=x'))")
        .await;
    enter(&tab, "printf '\\e]8;;javascript:window.pwned=1\\e\\\\script-link\\e]8;;\\e\\\\\\n\\e]8;;file:///etc/passwd\\e\\\\file-link\\e]8;;\\e\\\\\\nhttps://link.test/a\\n'").await;
    tab.until(&format!("/\\nhttps:..link.test.a\\n/.test({SCREEN})")).await;
    for dead in ["script-link", "file-link"] {
        let place = place_of(&tab, dead).await;
        tab.page.move_mouse(place).await.unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;
        tab.page.click(place).await.unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!tab.eval::<bool>("!!document.querySelector('dialog.ask')").await, "{dead}");
    }
    let place = place_of(&tab, "https://link.test/a").await;
    tab.page.move_mouse(place).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    tab.page.click(place).await.unwrap();
    tab.until("document.querySelector('dialog.ask pre')?.textContent === 'https://link.test/a'").await;
    tab.press("dialog.ask", "Not now").await;
    let done: String = tab.eval("JSON.stringify([copied, went, window.pwned ?? null])").await;
    assert_eq!(done, "[[],[],null]");
}

#[tokio::test(flavor = "multi_thread")]
async fn w8_wide_characters_take_two_columns() {
    let program = serve();
    let tab = opened(&program).await;
    // The program is told where the cursor is after them, and so is the learner's eye.
    let cases = [("ab", 3), (r"\xe4\xb8\xad\xe6\x96\x87", 5), (r"\xf0\x9f\x91\x8d", 3), (r"e\xcc\x81", 2)];
    for (number, (bytes, column)) in cases.into_iter().enumerate() {
        let line = format!(
            "printf '\\n{bytes}\\e[6n'; read -rsd R -t 2 at; printf '\\n%s\\n' \"case {number}: column ${{at#*;}}.\""
        );
        enter(&tab, &line).await;
        tab.until(&format!("/\\ncase {number}: column \\d+\\./.test({SCREEN})")).await;
        let text: String = tab.eval(SCREEN).await;
        assert!(text.contains(&format!("\ncase {number}: column {column}.")), "{bytes}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r35_a72_what_is_pasted_is_shown_first_where_it_could_do_harm() {
    let program = serve();
    let tab = opened(&program).await;
    let harmless = "echo one-line";
    paste(&tab, &format!("{harmless}\n")).await;
    shows(&tab, harmless).await;
    // Without its last newline it waits for who reads it.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!tab.eval::<bool>(&format!("/(^|\\n)one-line(\\n|$)/.test({SCREEN})")).await);
    tab.keys(&["Enter"]).await;
    tab.until(&format!("/(^|\\n)one-line(\\n|$)/.test({SCREEN})")).await;

    for (text, shown, why) in [
        ("echo a\necho b", "echo a\necho b", "more than one line"),
        ("sudo id", "sudo id", "rights of another user"),
        ("ls \u{202e}txt.sh\u{200b}", "ls txt.sh", "cannot be seen"),
        ("ls\u{1b}[201~; id\r", "ls[201~; id", "cannot be seen"),
        ("ls\u{34f}\u{180f}\u{fe0f}\u{e0101}", "ls", "cannot be seen"),
        ("/usr/bin/sudo id", "/usr/bin/sudo id", "rights of another user"),
    ] {
        tab.until("document.activeElement.matches('.xterm-helper-textarea')").await;
        paste(&tab, text).await;
        tab.until("document.querySelector('dialog.ask pre')").await;
        let said: String = tab.eval("document.querySelector('dialog.ask pre').textContent").await;
        assert_eq!(said, shown);
        tab.until(&format!("document.querySelector('dialog.ask').innerText.includes({why:?})")).await;
        tab.press("dialog.ask", "Not now").await;
        tab.until("!document.querySelector('dialog.ask')").await;
    }
    let all: String = tab.eval(SCREEN).await;
    assert!(!all.contains("sudo") && !all.contains("txt.sh"), "{all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn r35_a72_a_lessons_commands_are_put_in_and_not_run() {
    let program = serve();
    let tab = opened(&program).await;
    // A script may press a button as well; only a person's press counts.
    let _: bool = tab.eval("(document.querySelector('.tools > .run').click(), true)").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!tab.eval::<bool>("!!document.querySelector('dialog')").await);
    let _: bool = tab.eval("(document.querySelector('.tools > .run').scrollIntoView({ block: 'center' }), true)").await;
    let run = tab.page.find_element(".tools > .run").await.unwrap();
    run.hover().await.unwrap();
    run.click().await.unwrap();
    tab.until("document.querySelector('dialog.ask pre')").await;
    let text: String = tab.eval("document.querySelector('dialog.ask pre').textContent").await;
    let commands: String = tab.eval("sampan.commands(document.querySelector('.session')).trimEnd()").await;
    assert_eq!(text, commands);
    tab.press("dialog.ask", "Paste").await;
    shows(&tab, text.lines().next().unwrap()).await;
    let first = program.workspace("docker/write-a-dockerfile").join("letter.txt");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!first.exists(), "nobody has pressed Enter");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lessons_file_is_put_into_the_folder_and_replaces_none_unasked() {
    let program = serve();
    let tab = opened(&program).await;
    let put = async |name: &str| {
        let caption = format!(
            "[...document.querySelectorAll('figcaption')].find(one => one.firstChild.textContent === '{name}')"
        );
        let _: bool = tab
            .eval(&format!("(document.querySelectorAll('[data-aim]').forEach(one => one.removeAttribute('data-aim')), {caption}.querySelector('.run').dataset.aim = '', {caption}.scrollIntoView({{ block: 'center' }}), true)"))
            .await;
        tab.page.find_element("[data-aim]").await.unwrap().click().await.unwrap();
        tab.eval::<String>(&format!("{caption}.nextElementSibling.textContent")).await
    };
    let note = program.workspace("docker/write-a-dockerfile").join("Dockerfile.note");
    let open = |name: &str| format!("document.querySelector('.files .name')?.textContent === '{name}'");
    let text = put("Dockerfile.note").await;
    tab.until(&open("Dockerfile.note")).await;
    assert_eq!(std::fs::read_to_string(&note).unwrap(), text);
    assert!(text.starts_with("FROM") && text.ends_with('\n'), "{text}");
    // Its learner changes it, and then asks for the lesson's once more.
    std::fs::write(&note, "FROM mine\n").unwrap();
    tab.until("document.querySelector('.code-editor').shadowRoot.textContent.includes('FROM mine')").await;
    put("Dockerfile.note").await;
    tab.until("document.querySelector('.note-bar').textContent.includes('in the folder already')").await;
    tab.until(&open("Dockerfile.note •")).await;
    assert_eq!(std::fs::read_to_string(&note).unwrap(), "FROM mine\n");
    tab.press(".files", "Save").await;
    tab.until(&open("Dockerfile.note")).await;
    assert_eq!(std::fs::read_to_string(&note).unwrap(), text);
}

#[tokio::test(flavor = "multi_thread")]
async fn r34_a75_a_flood_leaves_the_page_at_hand() {
    let program = serve();
    let tab = opened(&program).await;
    enter(&tab, "yes").await;
    tab.until(&format!("{SCREEN}.includes('y\\ny\\ny')")).await;
    // And a storm of sizes on top of it.
    let storm = "(() => { const room = document.querySelector('.workbench'); let n = 0; \
                 const each = () => { room.style.maxWidth = n++ % 2 ? '' : '420px'; if (n < 400) setTimeout(each, 5); else window.calm = true; }; \
                 each(); return true })()";
    let _: bool = tab.eval(storm).await;
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(3) {
        let asked = Instant::now();
        let _: bool = tab.eval("new Promise(done => setTimeout(() => done(true), 0))").await;
        assert!(asked.elapsed() < Duration::from_secs(1), "the page answered after {:?}", asked.elapsed());
    }
    tab.until("window.calm").await;
    let field = tab.page.find_element(".pane .xterm-helper-textarea").await.unwrap();
    field.focus().await.unwrap();
    // Ctrl-C as the terminal hears it.
    let _: bool = tab.eval("(document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'c', code: 'KeyC', keyCode: 67, ctrlKey: true, bubbles: true })), true)").await;
    tab.until(&format!("{SCREEN}.trimEnd().split('\\n').at(-1).includes('(write-a-dockerfile)')")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r41_terminals_stand_side_by_side_and_end_with_all_they_started() {
    let program = serve();
    let tab = opened(&program).await;
    enter(&tab, "echo $$ > first; sleep 1000 & echo $! > child").await;
    tab.click("[title='Another one beside it']").await;
    tab.until("document.querySelectorAll('.pane').length === 2").await;
    enter(&tab, "echo beside").await;
    shows(&tab, "beside").await;
    tab.click("[title='New terminal']").await;
    tab.until("document.querySelectorAll('.terminal [role=tab]').length === 2 && document.querySelectorAll('.pane').length === 1").await;

    // All of it is as it was after a reload.
    tab.goto(&program.url(PAGE)).await;
    tab.until("document.querySelectorAll('.terminal [role=tab]').length === 2").await;
    let child = std::fs::read_to_string(program.workspace("docker/write-a-dockerfile").join("child")).unwrap();
    let running = || std::path::Path::new("/proc").join(child.trim()).exists();
    assert!(running());
    tab.click(".terminal [role=tab]").await;
    tab.until("document.querySelectorAll('.pane').length === 2").await;
    tab.until("document.activeElement.matches('.xterm-helper-textarea')").await;
    tab.click("[title='End this terminal and all it started']").await;
    tab.until("document.querySelectorAll('.pane').length === 1").await;
    let patience = Instant::now();
    while running() {
        assert!(patience.elapsed() < Duration::from_secs(10), "what the terminal started outlives it");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What the editor holds.
const TEXT: &str = "document.querySelector('.code-editor')?.shadowRoot.querySelector('.cm-content')?.cmTile?.view?.state.doc.toString() ?? \
     [...document.querySelector('.code-editor').shadowRoot.querySelectorAll('.cm-line')].map(l => l.textContent).join('\\n')";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_written_in_the_page_and_nothing_is_written_over() {
    let program = serve();
    let tab = opened(&program).await;
    let workspace = program.workspace("docker/write-a-dockerfile");
    view(&tab, "Files", "document.querySelector('.tree')").await;
    tab.click("[title='New file']").await;
    tab.until("document.activeElement.matches('.note-bar input')").await;
    let field = tab.page.find_element(".note-bar input").await.unwrap();
    field.type_str("deploy/Dockerfile").await.unwrap();
    field.press_key("Enter").await.unwrap();
    tab.until("document.querySelector('.tree [aria-current]')?.dataset.path === 'deploy/Dockerfile'").await;
    tab.until("document.querySelector('.code-editor')?.shadowRoot.activeElement").await;
    // A slash is a slash here, and opens no search.
    tab.keys(&["/"]).await;
    tab.keys(&["Backspace"]).await;
    tab.page.execute(InsertTextParams::new("FORM busybox:1.37\n")).await.unwrap();
    tab.until("document.querySelector('.workbench .name').textContent.includes('•')").await;
    tab.press(".files", "Save").await;
    tab.until("!document.querySelector('.workbench .name').textContent.includes('•')").await;
    assert_eq!(std::fs::read_to_string(workspace.join("deploy/Dockerfile")).unwrap(), "FORM busybox:1.37\n");

    // What is wrong in it stands at its line.
    tab.until(
        "document.querySelector('.code-editor').shadowRoot.querySelector('.cm-lintRange-error, .cm-lint-marker-error')",
    )
    .await;
    tab.until("document.querySelector('.tree .wrong')?.dataset.path === 'deploy/Dockerfile'").await;

    // Once, though many checks stand at it, and with its code as code.
    let (x, y): (f64, f64) = tab
        .eval("(() => { const at = document.querySelector('.code-editor').shadowRoot.querySelector('.cm-lintRange-error, .cm-lint-marker-error').getBoundingClientRect(); return [at.left + at.width / 2, at.top + at.height / 2] })()")
        .await;
    tab.page.move_mouse(Point::new(x, y)).await.unwrap();
    tab.until("document.querySelector('.code-editor').shadowRoot.querySelector('.cm-diagnostic code')?.textContent === 'FORM'").await;
    let told: Vec<String> = tab
        .eval("[...document.querySelector('.code-editor').shadowRoot.querySelectorAll('.cm-diagnostic')].map(one => one.textContent)")
        .await;
    assert!(told.len() == 1 && !told[0].contains('`'), "{told:?}");

    // Saved elsewhere: taken over as long as nothing is lost by it.
    std::fs::write(workspace.join("deploy/Dockerfile"), "FROM busybox:1.37\n").unwrap();
    tab.until(&format!("({TEXT}).startsWith('FROM')")).await;
    tab.until("!document.querySelector('.tree .wrong')").await;
    let _: bool = tab
        .eval("(document.querySelector('.code-editor').shadowRoot.querySelector('.cm-content').focus(), true)")
        .await;
    tab.page.execute(InsertTextParams::new("# mine\n")).await.unwrap();
    std::fs::write(workspace.join("deploy/Dockerfile"), "FROM alpine:3.22\n").unwrap();
    tab.until("document.querySelector('.note-bar').innerText.includes('changed on disk')").await;
    assert_eq!(std::fs::read_to_string(workspace.join("deploy/Dockerfile")).unwrap(), "FROM alpine:3.22\n");
    tab.press(".note-bar", "Keep what is here").await;
    tab.until("!document.querySelector('.workbench .name').textContent.includes('•')").await;
    assert!(std::fs::read_to_string(workspace.join("deploy/Dockerfile")).unwrap().contains("# mine"));
    assert!(!tab.eval::<bool>("!!document.querySelector('dialog')").await);
    let refused: Vec<String> = tab.eval("refused").await;
    assert!(refused.is_empty(), "the page's policy refuses {refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_and_notes_are_kept_saved_and_brought_back() {
    let program = serve();
    let tab = Tab::signed_in(program.link()).await;
    tab.goto(&program.url(PAGE)).await;
    tab.until("document.querySelector('.notebook summary')?.checkVisibility()").await;
    tab.click(".notebook summary").await;
    let field = tab.page.find_element(".notebook textarea").await.unwrap();
    field.click().await.unwrap();
    field.type_str("The context is what the builder sees.").await.unwrap();
    tab.until("document.querySelector('.notebook [role=status]').textContent === 'Saved.'").await;
    tab.goto(&program.url("zh-cn/docker/dockerfile.html")).await;
    tab.until("document.querySelector('.notebook textarea')?.value.includes('builder')").await;
    tab.press(CARD, "开始").await;
    tab.until(&format!("document.querySelector(\"{CARD}\").dataset.phase === 'open'")).await;

    tab.goto(&program.url("en/progress.html")).await;
    tab.until(
        "document.querySelector(\"[data-row='docker/write-a-dockerfile'] [data-state]\")?.textContent === 'begun'",
    )
    .await;
    tab.until("document.querySelector('.my-notes').innerText.includes('what the builder sees')").await;
    tab.press(".progress", "Delete everything…").await;
    tab.press(".near", "Delete everything").await;
    tab.until("document.querySelector('.near').innerText.includes('docker/write-a-dockerfile')").await;
    program.run(&["--yes", "stop", "docker/write-a-dockerfile"]);
    tab.press(".progress", "Delete everything…").await;
    tab.press(".near", "Delete everything").await;
    tab.until("document.querySelector('.near').innerText.includes('Everything is deleted')").await;
    tab.until("!document.querySelector('.my-notes').innerText.includes('what the builder sees')").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_visit_says_what_is_missing_until_it_is_told_to_begin() {
    let program = serve();
    let tab = Tab::signed_in(program.link()).await;
    tab.goto(&program.url("en/index.html")).await;
    tab.until("document.querySelectorAll('.welcome .checks .not-yet, .welcome .checks .cannot-tell').length > 0").await;
    tab.until("document.querySelector('.welcome').innerText.includes('nothing is sent anywhere')").await;
    tab.press(".welcome", "Begin").await;
    tab.until("!document.querySelector('.welcome')").await;
    tab.goto(&program.url("zh-cn/index.html")).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!tab.eval::<bool>("!!document.querySelector('.welcome')").await);
}
