//! Looks at a cluster, beside the API server's own calls and the programs `kubectl` and `helm`.

use std::time::Duration;

use futures_util::AsyncReadExt;
use futures_util::future::join_all;
use http::Request;
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use k8s_openapi::api::authorization::v1::{
    ResourceAttributes, SelfSubjectRulesReview, SelfSubjectRulesReviewSpec, SubjectAccessReview,
    SubjectAccessReviewSpec,
};
use k8s_openapi::api::core::v1::{ConfigMap, Event, Pod, Secret};
use kube::ResourceExt;
use kube::api::{Api, AttachParams, ListParams, LogParams, PostParams};
use sampan::check::{Place, World};
use sampan::course::{CanRule, HttpTarget, Inside, Look};
use sampan::engine::{ClusterEngine, Engines};
use serde_json::json;
use tokio::io::AsyncReadExt as _;

use crate::table::Table;
use crate::things::{Namespace, place, resource};
use crate::{files, program};

/// All that the looks at one cluster need.
struct Bench<'a> {
    world: World,
    place: Place,
    client: kube::Client,
    space: &'a str,
    table: &'a Table,
}

pub(crate) async fn measure(engines: &Engines, cluster: &ClusterEngine, table: &Table) {
    Namespace::with(cluster, async |space| {
        make(space).await;
        let bench = Bench {
            world: World::Real(engines.clone()),
            place: place(&space.name),
            client: cluster.client.clone(),
            space: &space.name,
            table,
        };
        bench.objects().await;
        bench.rights().await;
        bench.inside().await;
        bench.release().await;
        bench.service().await;
        bench.pod().await;
    })
    .await;
}

/// A Pod that prints and serves, its Service, a ConfigMap, and an account that may read Pods.
async fn make(space: &Namespace) {
    let script = "seq 20; mkdir /www; echo kept > /www/index.html; exec httpd -f -p 80 -h /www";
    let container = json!({ "name": "web", "image": "busybox:1.37", "command": ["sh", "-c", script],
        "readinessProbe": { "tcpSocket": { "port": 80 }, "periodSeconds": 1 } });
    let meta = |name: &str| json!({ "name": name, "labels": { "app": "web" } });
    space.make("ServiceAccount", json!({ "metadata": meta("robot") })).await;
    space.make("ConfigMap", json!({ "metadata": meta("web"), "data": { "greeting": "hi" } })).await;
    let spec = json!({ "containers": [container], "terminationGracePeriodSeconds": 0 });
    space.make("Pod", json!({ "metadata": meta("web"), "spec": spec })).await;
    let spec = json!({ "selector": { "app": "web" }, "ports": [{ "port": 80 }] });
    space.make("Service", json!({ "metadata": meta("web"), "spec": spec })).await;
    let rule = json!({ "apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"] });
    space.make("Role", json!({ "metadata": meta("reader"), "rules": [rule] })).await;
    let role = json!({ "apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader" });
    let robot = json!({ "kind": "ServiceAccount", "name": "robot", "namespace": space.name });
    space.make("RoleBinding", json!({ "metadata": meta("reads"), "roleRef": role, "subjects": [robot] })).await;
    let pods: Api<Pod> = Api::namespaced(space.cluster.client.clone(), &space.name);
    let is_ready = |pod: &Pod| {
        let conditions = pod.status.iter().flat_map(|status| status.conditions.iter().flatten());
        conditions.into_iter().any(|one| one.type_ == "Ready" && one.status == "True")
    };
    for _ in 0..600 {
        if is_ready(&pods.get("web").await.unwrap()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the Pod is not ready after a minute");
}

impl Bench<'_> {
    fn api<K>(&self) -> Api<K>
    where
        K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope, DynamicType = ()>,
    {
        Api::namespaced(self.client.clone(), self.space)
    }

    async fn look(&self, name: &str, look: &Look, bare: impl AsyncFn(), words: &[&str]) {
        let mut kubectl = vec!["kubectl", "-n", self.space];
        kubectl.extend(words);
        self.table.look(name, (&self.world, &self.place), look, bare, &kubectl).await;
    }

    async fn objects(&self) {
        let maps = self.api::<ConfigMap>();
        let bare = async || drop(maps.get("web").await.unwrap());
        self.look("`resource`", &resource("ConfigMap", "web"), bare, &["get", "configmap", "web", "-o", "json"]).await;
        let labels = [("app".to_owned(), "web".to_owned())].into();
        let look = Look::Resources { kind: "Pod".into(), api: None, labels };
        let pods = self.api::<Pod>();
        let bare = async || drop(pods.list(&ListParams::default().labels("app=web")).await.unwrap());
        self.look("`resources`", &look, bare, &["get", "pods", "-l", "app=web", "-o", "json"]).await;
        let look = Look::Events { kind: "Pod".into(), name: "web".into() };
        let events = self.api::<Event>();
        let fields = "involvedObject.kind=Pod,involvedObject.name=web";
        let bare = async || drop(events.list(&ListParams::default().fields(fields)).await.unwrap());
        let words = ["get", "events", "--field-selector", fields, "-o", "json"];
        self.look("`events`", &look, bare, &words).await;
    }

    async fn rights(&self) {
        let subject = format!("system:serviceaccount:{}:robot", self.space);
        let verbs = ["get", "list", "delete"];
        let rule = CanRule {
            verbs: verbs.map(str::to_owned).into(),
            resource: "pods".into(),
            namespace: None,
            name: None,
            must: true,
        };
        let look = Look::Can { subject: subject.clone(), rules: vec![rule] };
        let reviews = Api::<SubjectAccessReview>::all(self.client.clone());
        let bare = async || {
            let one = async |verb: &str| {
                let attributes = ResourceAttributes {
                    namespace: Some(self.space.to_owned()),
                    verb: Some(verb.to_owned()),
                    resource: Some("pods".to_owned()),
                    ..ResourceAttributes::default()
                };
                let spec = SubjectAccessReviewSpec {
                    user: Some(subject.clone()),
                    resource_attributes: Some(attributes),
                    ..SubjectAccessReviewSpec::default()
                };
                let review = SubjectAccessReview { spec, ..SubjectAccessReview::default() };
                reviews.create(&PostParams::default(), &review).await.unwrap();
            };
            join_all(verbs.map(one)).await;
        };
        let each = verbs.map(|verb| format!("kubectl -n {} auth can-i {verb} pods --as {subject} || true", self.space));
        let script = ["bash", "-c", &each.join("; ")];
        self.table.look("`can`, three verbs", (&self.world, &self.place), &look, bare, &script).await;
        let look = Look::Rules { subject: subject.clone(), namespace: None };
        let bare = async || {
            let spec = SelfSubjectRulesReviewSpec { namespace: Some(self.space.to_owned()) };
            let review = SelfSubjectRulesReview { spec, ..SelfSubjectRulesReview::default() };
            let path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
            let request = Request::post(path).header("content-type", "application/json");
            let request = request.header("impersonate-user", &subject).body(serde_json::to_vec(&review).unwrap());
            self.client.request::<SelfSubjectRulesReview>(request.unwrap()).await.unwrap();
        };
        self.look("`rules`", &look, bare, &["auth", "can-i", "--list", "--as", &subject]).await;
    }

    async fn inside(&self) {
        let pods = self.api::<Pod>();
        let of = || Inside::Pod { name: "web".into(), container: None };
        let bare = async || {
            pods.get("web").await.unwrap();
            let params = LogParams { tail_lines: Some(5000), ..LogParams::default() };
            let mut text = Vec::new();
            std::pin::pin!(pods.log_stream("web", &params).await.unwrap()).read_to_end(&mut text).await.unwrap();
        };
        self.look("`logs` of a Pod", &Look::Logs { of: of(), previous: false }, bare, &["logs", "web"]).await;
        let command = ["cat", "/www/index.html"];
        let bare = async || {
            pods.get("web").await.unwrap();
            let params = AttachParams::default().stdin(false).stdout(true).stderr(true).container("web");
            let mut program = pods.exec("web", command, &params).await.unwrap();
            let mut text = Vec::new();
            program.stdout().unwrap().read_to_end(&mut text).await.unwrap();
            program.take_status().unwrap().await.unwrap();
        };
        let look = Look::Run { inside: of(), command: command.map(str::to_owned).into() };
        self.look("`run` in a Pod", &look, bare, &["exec", "web", "--", "cat", "/www/index.html"]).await;
    }

    async fn release(&self) {
        let house = program::House::with_engines();
        files::chart(&house.path("shop"));
        let install = ["install", "night", "shop", "--namespace", self.space];
        let said = program::said(&mut house.command_of("helm", &install));
        assert_eq!(said.code, Some(0), "{said:?}");
        let secrets = self.api::<Secret>();
        let bare = async || {
            let params = ListParams::default().labels("owner=helm,name=night");
            let newest = secrets.list_metadata(&params).await.unwrap().items[0].name_any();
            secrets.get(&newest).await.unwrap();
        };
        let words = ["helm", "status", "night", "-n", self.space, "-o", "json"];
        let look = Look::Release { name: "night".into() };
        self.table.look("`release`", (&self.world, &self.place), &look, bare, &words).await;
    }

    async fn service(&self) {
        let path = format!("/api/v1/namespaces/{}/services/web:80/proxy/", self.space);
        let bare = async || {
            let request = Request::get(&path).body(Vec::new()).unwrap();
            self.client.request_text(request).await.unwrap();
        };
        let look = Look::Http { to: HttpTarget::Service { name: "web".into(), port: 80 }, path: "/".into() };
        self.look("`http` to a Service", &look, bare, &["get", "--raw", &path]).await;
    }

    async fn pod(&self) {
        let pods = self.api::<Pod>();
        let bare = async || {
            pods.get("web").await.unwrap();
            let mut forward = pods.portforward("web", &[80]).await.unwrap();
            let stream = TokioIo::new(forward.take_stream(80).unwrap());
            let (mut sender, connection) = http1::handshake(stream).await.unwrap();
            let connection = tokio::spawn(connection);
            let request = Request::get("/").header("host", "localhost").body(Empty::<Bytes>::new()).unwrap();
            let body = sender.send_request(request).await.unwrap().into_body();
            body.collect().await.unwrap();
            connection.abort();
            forward.abort();
        };
        let look = Look::Http { to: HttpTarget::Pod { name: "web".into(), port: 80 }, path: "/".into() };
        // The program says its port when it listens, and has to be ended.
        let script = format!(
            "coproc kubectl -n {} port-forward pod/web :80; read -r _ _ at _ <&\"${{COPROC[0]}}\"; \
             curl -sf \"http://$at/\"; kill \"$COPROC_PID\"",
            self.space
        );
        let words = ["bash", "-c", &script];
        self.table.look("`http` to a Pod", (&self.world, &self.place), &look, bare, &words).await;
    }
}
