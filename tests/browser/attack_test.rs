//! Pages of somebody else in the learner's own browser, while the learner is signed in; and what a hostile course shows.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::program::{House, Program, copy};
use crate::tab::Tab;

/// A page that tries everything a page can against the server, and writes what it could read into its title.
fn hostile(target: &str, picture: &str) -> String {
    format!(
        r#"<!doctype html><meta charset=utf-8><title>trying</title><body><script>
const target = {target:?}; const read = [];
const api = target + 'api/progress', start = target + 'api/exercises/docker/write-a-dockerfile/start';
(async () => {{
  for (const [url, init] of [[api, {{credentials:'include'}}], [start, {{method:'POST', credentials:'include', headers:{{'content-type':'application/json'}}, body:'{{}}'}}],
      [start, {{method:'POST', credentials:'include', mode:'no-cors', body:'{{}}'}}]]) {{
    try {{ const r = await fetch(url, init); if (r.type !== 'opaque') read.push(url + ' ' + r.status + ' ' + (await r.text()).slice(0, 40)); }} catch {{}}
  }}
  const form = Object.assign(document.createElement('form'), {{method:'POST', action:start, target:'sink', enctype:'text/plain'}});
  const sink = Object.assign(document.createElement('iframe'), {{name:'sink'}}); document.body.append(sink, form); form.submit();
  const frame = Object.assign(document.createElement('iframe'), {{src: target + 'en/docker/volumes.html'}}); document.body.append(frame);
  await new Promise(r => setTimeout(r, 700));
  try {{ if (frame.contentDocument && frame.contentDocument.body.innerText) read.push('frame'); }} catch {{}}
  const script = Object.assign(document.createElement('script'), {{src: api}}); script.onload = () => read.push('script'); document.body.append(script);
  await new Promise(r => setTimeout(r, 300));
  await new Promise(done => {{
    const socket = new WebSocket(target.replace('http', 'ws') + 'api/terminals/x/socket', 'sampan.v1');
    socket.onopen = () => {{ read.push('socket'); done(); }};
    socket.onerror = () => done();
  }});
  const picture = new Image(); picture.onload = () => read.push('picture'); picture.src = target + {picture:?};
  await navigator.serviceWorker?.register(target + 'static/x.js').then(() => read.push('worker'), () => {{}});
  const other = window.open(target + 'en/'); if (!other) read.push('no window was tried');
  await new Promise(r => setTimeout(r, 700));
  try {{ if (other.document.body.innerText) read.push('window'); }} catch {{}}
  // A page that is not trustworthy, as one of another name, has no word in whose window it is.
  if (target.startsWith('http://127.0.0.1') && !other.closed) read.push('held window');
  document.title = 'done ' + JSON.stringify(read);
}})();
</script>"#
    )
}

/// Serves one page to everyone who asks, on any loopback port.
async fn serve(body: String) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let body = Arc::new(body);
    tokio::spawn(async move {
        // A browser opens connections that it may never use, so none may wait for another.
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, body.clone()));
        }
    });
    port
}

async fn answer(mut stream: TcpStream, body: Arc<String>) {
    let mut head = vec![0; 8192];
    let _ = stream.read(&mut head).await;
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    let _ = stream.write_all(answer.as_bytes()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a7_a8_another_page_can_neither_read_nor_do_nor_hold() {
    let program = Program::serve();
    let switches = [("host-resolver-rules", "MAP evil.test 127.0.0.1"), ("disable-popup-blocking", "1")];
    let tab = Tab::with_arguments(program.link(), &switches).await;
    tab.until("localStorage.getItem('sampan-token') && !location.hash.includes('code')").await;
    let picture: String = tab.eval("new URL(document.querySelector('link[rel~=icon]').href).pathname.slice(1)").await;
    let other = serve(hostile(&program.url(""), &picture)).await;
    let rebound = serve(hostile(&format!("http://evil.test:{}/", program.port), &picture)).await;

    for url in [
        format!("http://127.0.0.1:{other}/"),
        format!("http://evil.test:{other}/"),
        format!("http://evil.test:{rebound}/"),
    ] {
        tab.goto(&url).await;
        tab.until("document.title.startsWith('done')").await;
        let title: String = tab.eval("document.title").await;
        assert_eq!(title, "done []", "{url}");
    }
    // Nothing was started.
    assert!(!program.workspace("docker/write-a-dockerfile").exists());

    // The name itself, rebound to the server's own port, is refused.
    tab.goto(&format!("http://evil.test:{}/en/docker/volumes.html", program.port)).await;
    let text: String = tab.eval("document.body.innerText").await;
    assert!(!text.contains("writable layer"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a8_no_page_is_framed_not_even_by_one_of_ours() {
    let program = Program::serve();
    let tab = Tab::signed_in(program.link()).await;
    let framed = "new Promise(done => { const frame = document.createElement('iframe'); frame.src = '/en/docker/volumes.html'; \
         const seen = () => { try { return frame.contentDocument.body.innerText.length > 0 } catch { return false } }; \
         frame.onload = () => done(seen()); setTimeout(() => done(seen()), 2000); document.body.append(frame) })";
    assert!(!tab.eval::<bool>(framed).await);
}

/// An origin is a host and a port; a cookie knows no port, so the token must not be in one.
#[tokio::test(flavor = "multi_thread")]
async fn r7_the_token_stays_where_only_our_origin_reads() {
    let program = Program::serve();
    let tab = Tab::signed_in(program.link()).await;
    let token: String = tab.eval("localStorage.getItem('sampan-token')").await;
    assert_eq!(token.len(), 43);
    let other = serve("<!doctype html><title>other</title>".to_owned()).await;
    tab.goto(&format!("http://127.0.0.1:{other}/")).await;
    tab.until("document.title === 'other'").await;
    let seen: String = tab.eval("JSON.stringify([document.cookie, { ...localStorage }])").await;
    assert_eq!(seen, "[\"\",{}]");
}

/// What people tried on sanitisers, in a course whose author may write HTML: nothing of it acts.
#[tokio::test(flavor = "multi_thread")]
async fn a70_a_hostile_course_shows_words() {
    const CORPUS: [&str; 12] = [
        "<img src=x onerror=\"window.pwned=1\">",
        "<script>window.pwned=1</script>",
        "<b onclick=\"window.pwned=1\" style=\"position:fixed\">x</b>",
        "<a id=\"trap\" href=\"javascript:window.pwned=1\">trap</a>",
        "<a href=\"java&Tab;script:window.pwned=1\">x</a>",
        "<base href=\"https://evil.test/\">",
        "<meta http-equiv=\"refresh\" content=\"0;url=https://evil.test/\">",
        "<iframe srcdoc=\"<script>parent.pwned=1</script>\"></iframe>",
        "<svg onload=\"window.pwned=1\"><a xlink:href=\"javascript:window.pwned=1\">y</a></svg>",
        "<b id=\"sampan\" name=\"cookie\">x</b>",
        "<details open ontoggle=\"window.pwned=1\"><summary>s</summary>x</details>",
        // Left open, this one takes along what follows.
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=window.pwned=1&gt;\">",
    ];
    let house = House::new();
    let course = house.path("course");
    copy(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good"), &course);
    let (book, page) = (course.join("book.toml"), course.join("content/en/docker/volumes.md"));
    let read = |path: &std::path::Path| std::fs::read_to_string(path).unwrap();
    std::fs::write(&book, read(&book).replace("[output.sampan]", "[output.sampan]\nhtml = true")).unwrap();
    assert!(read(&book).contains("html = true"));
    std::fs::write(&page, format!("{}\n\nfirst words\n\n{}\n", read(&page), CORPUS.join("\n\n"))).unwrap();
    let server = house.serve(&["--course", course.to_str().unwrap()]);
    let tab = Tab::open("about:blank").await;
    let address = format!("http://127.0.0.1:{}/en/docker/volumes.html", server.port);
    let asked = tab.requests(&address).await;
    tab.until("document.querySelector('main').innerText.includes('first words')").await;
    let ours = format!("http://127.0.0.1:{}/", server.port);
    assert!(asked.iter().all(|url| url.starts_with(&ours) || url.starts_with("data:")), "{asked:?}");
    let acting = "main img[onerror], main [onclick], main [ontoggle], main [style], main script, main base, main iframe, main meta, \
         main svg[onload], main a[href^=javascript], #sampan";
    let found: Vec<String> =
        tab.eval(&format!("[...document.querySelectorAll({acting:?})].map(e => e.outerHTML)")).await;
    assert!(found.is_empty(), "{found:?}");
    assert!(tab.eval::<bool>("window.pwned === undefined && !!document.getElementById('user-sampan')").await);
}
