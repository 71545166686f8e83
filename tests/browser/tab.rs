//! A tab of a real, headless Chromium with a profile of its own.

use std::time::{Duration, Instant};

use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams,
};
use chromiumoxide::cdp::browser_protocol::network::EventRequestWillBeSent;
use chromiumoxide::cdp::browser_protocol::page::NavigateParams;
use chromiumoxide::error::CdpError;
use chromiumoxide::{Browser, BrowserConfig, Page};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

/// How long something in a page may take to come about.
const PATIENCE: Duration = Duration::from_secs(20);

/// A browser with one tab; closed when it is dropped.
pub(crate) struct Tab {
    pub(crate) page: Page,
    _browser: Browser,
    _profile: tempfile::TempDir,
    pump: tokio::task::JoinHandle<()>,
}

impl Drop for Tab {
    fn drop(&mut self) {
        self.pump.abort();
    }
}

impl Tab {
    pub(crate) async fn open(url: &str) -> Self {
        Self::with_arguments(url, &[]).await
    }

    /// Opens a browser that one of the server's links has signed in.
    pub(crate) async fn signed_in(link: &str) -> Self {
        let tab = Self::open(link).await;
        tab.until("document.documentElement.hasAttribute('data-signed') && !location.hash.includes('code')").await;
        tab
    }

    /// Opens a browser with further switches, as names and values.
    pub(crate) async fn with_arguments(url: &str, arguments: &[(&str, &str)]) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let quiet =
            ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"];
        let mut config = BrowserConfig::builder().user_data_dir(profile.path()).no_sandbox().window_size(1280, 900);
        config = config.args(quiet).args(arguments.iter().copied());
        if let Ok(chromium) = std::env::var("SAMPAN_CHROMIUM") {
            config = config.chrome_executable(chromium);
        }
        let (browser, mut events) = Browser::launch(config.build().unwrap()).await.unwrap();
        // Every call hangs unless somebody takes the browser's events.
        let pump = tokio::spawn(async move { while events.next().await.is_some() {} });
        let page = browser.new_page("about:blank").await.unwrap();
        let tab = Self { page, _browser: browser, _profile: profile, pump };
        tab.goto(url).await;
        tab
    }

    /// Leaves for another page, and waits until that one has been read. A frame that it may not load, as a hostile
    /// page tries, never comes to an end, so nothing waits for all of a page.
    pub(crate) async fn goto(&self, url: &str) {
        let _: bool = self.eval("(window.left = true)").await;
        self.page.execute(NavigateParams::new(url)).await.unwrap();
        self.until("!window.left && document.readyState !== 'loading'").await;
    }

    /// Shows pages from now on in a theme, `light` or `dark`, and so many pixels wide.
    pub(crate) async fn look(&self, theme: &str, width: i64) {
        let media = MediaFeature::new("prefers-color-scheme", theme);
        self.page.execute(SetEmulatedMediaParams::builder().features([media]).build()).await.unwrap();
        self.page.execute(SetDeviceMetricsOverrideParams::new(width, 900, 1.0, width < 700)).await.unwrap();
    }

    /// What a JavaScript expression is in the page.
    pub(crate) async fn eval<T: DeserializeOwned>(&self, script: &str) -> T {
        let result = self.page.evaluate(script).await;
        let result = result.unwrap_or_else(|error| panic!("{script}: {error}"));
        result.into_value().unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until an expression is true in the page.
    pub(crate) async fn until(&self, script: &str) {
        let start = Instant::now();
        let whole = format!("Boolean({script})");
        while start.elapsed() < PATIENCE {
            // A page that is being left has no context for a moment.
            if let Ok(Ok(true)) = self.page.evaluate(whole.as_str()).await.map(|found| found.into_value::<bool>()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let text: String = self.eval("document.body.innerText").await;
        panic!("`{script}` did not become true; the page says:\n{text}");
    }

    /// Clicks the first element of a selector, as a learner would.
    pub(crate) async fn click(&self, selector: &str) {
        let start = Instant::now();
        loop {
            self.until(&format!("document.querySelector({selector:?})?.checkVisibility()")).await;
            match self.click_now(selector).await {
                Ok(()) => return,
                Err(error) => assert!(start.elapsed() < PATIENCE, "{selector}: {error}"),
            }
        }
    }

    /// Fails where the page draws the element anew just then.
    async fn click_now(&self, selector: &str) -> Result<(), CdpError> {
        let element = self.page.find_element(selector).await?;
        element.scroll_into_view().await?;
        element.click().await.map(drop)
    }

    /// Presses the button of a selector's element that bears a word, as a learner reads it.
    pub(crate) async fn press(&self, within: &str, word: &str) {
        let find = format!(
            "[...document.querySelectorAll({within:?} + ' button')].find(b => b.innerText.startsWith({word:?}) && b.checkVisibility())"
        );
        self.until(&find).await;
        let _: bool = self.eval(&format!("({find}.scrollIntoView({{block: 'center'}}), {find}.click(), true)")).await;
    }

    /// Presses keys where the focus is, by their names: `/`, `ArrowDown`, `Enter`.
    pub(crate) async fn keys(&self, keys: &[&str]) {
        for key in keys {
            self.page.find_element("body").await.unwrap().press_key(key).await.unwrap();
        }
    }

    /// Every address that loading `url` asks for.
    pub(crate) async fn requests(&self, url: &str) -> Vec<String> {
        let mut events = self.page.event_listener::<EventRequestWillBeSent>().await.unwrap();
        self.goto(url).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let mut asked = Vec::new();
        while let Ok(Some(event)) = tokio::time::timeout(Duration::from_millis(50), events.next()).await {
            asked.push(event.request.url.clone());
        }
        asked
    }
}
