//! A7 of the security cases: pages of somebody else, in the learner's own browser, while the learner is signed in.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::program::Program;
use crate::tab::Tab;

/// A page that tries everything a page can against the server, and writes what it could read into its title.
fn hostile(target: &str) -> String {
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
async fn a7_another_page_can_neither_read_nor_do() {
    let program = Program::serve();
    let other = serve(hostile(&program.url(""))).await;
    let rebound = serve(hostile(&format!("http://evil.test:{}/", program.port))).await;
    let rules = ("host-resolver-rules", "MAP evil.test 127.0.0.1");
    let tab = Tab::with_arguments(program.link(), &[rules]).await;
    tab.until("localStorage.getItem('sampan-token') && !location.hash.includes('code')").await;

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
