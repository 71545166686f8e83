//! Cause: the closed list of what a diagnosis can say, with the names, keys and codes that its sentence needs.
//!
//! A cause's kind is its name in `expect.toml` and in the head of the lesson that explains it: `crash-loop-back-off`.

use schemars::JsonSchema;
use serde::Serialize;
use strum::{Display, EnumDiscriminants, EnumIter, EnumString, IntoStaticStr, VariantNames};

/// Why a thing in an engine is not as it should be.
///
/// `pod`, `container`, `claim` and the like are names; `object` and `owner` are written `Kind/name`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, EnumDiscriminants)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(rename_all = "kebab-case")]
#[strum_discriminants(
    name(CauseKind),
    doc = "A cause without its data, written as `crash-loop-back-off`.",
    derive(Hash, PartialOrd, Ord, Display, EnumIter, EnumString, IntoStaticStr, VariantNames, Serialize, JsonSchema),
    strum(serialize_all = "kebab-case"),
    serde(rename_all = "kebab-case")
)]
pub enum Cause {
    // An image cannot be had.
    /// The registry has the repository, and no such tag.
    ImageTagUnknown { pod: String, container: String, image: String },
    /// The registry has no such repository, or shows it to nobody who is not signed in.
    ImageNameUnknown { pod: String, container: String, image: String },
    /// This cannot be an image's name at all.
    ImageNameInvalid { pod: String, container: String, image: String },
    /// Nothing answers where the registry should be.
    ImageRegistryUnreachable { pod: String, container: String, image: String, registry: String },
    /// The registry has had too many requests from here.
    ImageRateLimit { pod: String, container: String, image: String },
    /// The registry wants to know who asks.
    ImageCredentials { pod: String, container: String, image: String },
    /// The image is not on the node, and the Pod forbids to fetch it.
    ImageNeverPulled { pod: String, container: String, image: String },
    /// The image cannot be pulled, for another reason.
    ImagePullBackOff { pod: String, container: String, image: String },

    // A container cannot be made or started.
    /// A variable comes from a ConfigMap or Secret that is not there.
    ConfigMissing { pod: String, container: String, source: ConfigSource, name: String },
    /// A variable comes from a key that the ConfigMap or Secret does not have.
    ConfigKeyMissing { pod: String, container: String, source: ConfigSource, name: String, key: String },
    /// The Pod forbids root, and the image runs as root.
    RunsAsRoot { pod: String, container: String },
    /// The container cannot be made, for another reason.
    CreateContainerConfigError { pod: String, container: String },
    /// A volume is to hold a ConfigMap or Secret that is not there.
    MountSourceMissing { pod: String, volume: String, source: ConfigSource, name: String },
    /// A volume is to hold a key that the ConfigMap or Secret does not have.
    MountKeyMissing { pod: String, volume: String, source: ConfigSource, name: String, key: String },
    /// A volume is to be a path of the node that is not there, or is something else.
    MountPathMissing { pod: String, volume: String, path: String },
    /// A directory is mounted where the image has a file, or the other way round.
    MountOverFile { pod: String, container: String, path: String },
    /// A volume cannot be mounted, for another reason.
    MountFailed { pod: String, volume: String },
    /// The image has no such program.
    CommandNotFound { pod: String, container: String, command: String },
    /// The program is there and may not be run.
    CommandNotExecutable { pod: String, container: String, command: String },
    /// The program is for another machine, or is a script without its first line.
    ExecFormatError { pod: String, container: String },
    /// The container cannot be started, for another reason.
    StartFailed { pod: String, container: String },

    // A container runs and ends.
    /// The container ends again and again.
    CrashLoopBackOff { pod: String, container: String, code: i64, meaning: ExitMeaning },
    /// The container has ended, and is not to be started again.
    ContainerExited { pod: String, container: String, code: i64, meaning: ExitMeaning },
    /// The container took more memory than it may.
    OomKilled { pod: String, container: String, limit: String },
    /// The program writes where nothing can be written.
    ReadOnlyFileSystem { pod: String, container: String },
    /// An init container fails, so the others never start.
    InitContainerFailing { pod: String, container: String, code: i64, meaning: ExitMeaning },
    /// An init container does not end, so the others never start.
    InitContainerStuck { pod: String, container: String },
    /// The node has put the Pod out.
    PodEvicted { pod: String },

    // A probe does not get the answer that it wants.
    /// It runs, and does not say that it is ready.
    ReadinessProbeFailing { pod: String, container: String, asks: String },
    /// It runs, and is started again for not answering.
    LivenessProbeFailing { pod: String, container: String, asks: String },
    /// It never counts as started.
    StartupProbeFailing { pod: String, container: String, asks: String },

    // No node takes the Pod.
    /// No node has as much CPU left; `there` is what the nodes have as a whole.
    InsufficientCpu { pod: String, asked: String, there: String },
    /// No node has as much memory left; `there` is what the nodes have as a whole.
    InsufficientMemory { pod: String, asked: String, there: String },
    /// No node bears the labels of `nodeSelector`.
    NodeSelectorUnmatched { pod: String, selector: String },
    /// No node fits `nodeAffinity`.
    NodeAffinityUnmatched { pod: String },
    /// The Pods that it wants to be beside are nowhere.
    PodAffinityUnmatched { pod: String },
    /// The Pods that it does not want to be beside are everywhere.
    PodAntiAffinityUnmatched { pod: String },
    /// The nodes that would fit bear a taint.
    TaintNotTolerated { pod: String, taint: String },
    /// Another Pod has the port of the node.
    HostPortTaken { pod: String, port: String },
    /// The nodes have as many Pods as they may.
    TooManyPods { pod: String },
    /// There is no node at all.
    NoNodes { pod: String },
    /// The Pod wants a claim that is not there.
    ClaimMissing { pod: String, claim: String },
    /// No node takes the Pod, for another reason.
    Unschedulable { pod: String },

    // The API server refuses to make a Pod for its owner.
    /// A quota is used up; the amounts are as the API server writes them: `pods=1`.
    QuotaExceeded { owner: String, quota: String, asked: String, used: String, limited: String },
    /// A quota counts what the Pod does not state.
    QuotaWantsLimits { owner: String, quota: String, fields: String },
    /// A LimitRange forbids as much or as little.
    LimitRangeRefused { owner: String, rule: String },
    /// The namespace's Pod Security level forbids it.
    PodSecurityRefused { owner: String, level: String, rule: String },
    /// The account that the Pod is to run as is not there.
    ServiceAccountMissing { owner: String, account: String },
    /// A webhook or policy forbids it.
    AdmissionRefused { owner: String, by: String },

    // A workload as a whole.
    /// The Deployment is paused: its changes wait until it goes on.
    DeploymentPaused { deployment: String },
    /// It wants no Pods.
    ScaledToZero { owner: String },
    /// Its new Pods do not become available, and none of them says why.
    ProgressDeadlineExceeded { deployment: String, seconds: i64 },
    /// A manifest of the workspace has another selector than the Deployment in the cluster.
    SelectorImmutable { owner: String, file: String, there: String, wanted: String },
    /// Its Pods failed too often; the code is that of the last.
    JobBackOffLimit { job: String, limit: i64, code: i64, meaning: ExitMeaning },
    /// It ran longer than it may.
    JobDeadlineExceeded { job: String, seconds: i64 },

    // A Service leads nowhere.
    /// A Pod has the label with another value, or almost this label.
    ServiceSelectorMismatch { service: String, wanted: String, pod: String, there: String },
    /// No Pod is anything like what the selector wants.
    ServiceNoPods { service: String, selector: String },
    /// The Service selects no Pods, and nobody has given it endpoints either.
    ServiceNoSelector { service: String },
    /// Pods are there, and none is ready; why is not known.
    ServicePodsNotReady { service: String, pod: String },
    /// The Service is asked at a port that is not its own.
    ServicePortDiffers { service: String, port: u16, there: String },
    /// The Service sends to a port that no container of its Pods names.
    ServiceTargetPort { service: String, target: String, pod: String, ports: String },
    /// `targetPort` is a name that no port of the Pods bears.
    ServicePortNameUnknown { service: String, target: String, pod: String, ports: String },

    // A claim gets no volume.
    /// The class that it names is not there.
    ClaimClassMissing { claim: String, class: String },
    /// No class is named, none is the default, and no volume lies ready.
    ClaimNoClass { claim: String },
    /// A free volume does not allow what it wants.
    ClaimAccessMode { claim: String, wanted: String, volume: String, there: String },
    /// A free volume is smaller.
    ClaimSize { claim: String, wanted: String, volume: String, there: String },
    /// The volume that it names is not there.
    ClaimVolumeMissing { claim: String, volume: String },
    /// Its class makes a volume for the first Pod, and no earlier.
    ClaimWaitsForPod { claim: String },
    /// Who should make a volume could not.
    ClaimProvisioningFailed { claim: String },

    // Something is to go, and stays.
    /// Somebody wants to clean up first.
    TerminatingWithFinalizer { object: String, finalizers: String },
    /// The namespace is to go, and something in it remains.
    NamespaceTerminating { namespace: String, left: String },

    // A container of Docker.
    /// It ended, and was not to be started again.
    DockerExited { container: String, code: i64, meaning: ExitMeaning },
    /// It ends again and again.
    DockerRestarting { container: String, code: i64, meaning: ExitMeaning },
    /// It took more memory than it may.
    DockerOomKilled { container: String, limit: String },
    /// Its health check does not get the answer that it wants.
    DockerUnhealthy { container: String, asks: String },
    /// The port of the machine that it wants is another's.
    DockerPortTaken { container: String, port: String, by: String },
    /// The image has no such program.
    DockerCommandNotFound { container: String, command: String },
    /// The program is there and may not be run.
    DockerCommandNotExecutable { container: String, command: String },
    /// The program is for another machine, or is a script without its first line.
    DockerExecFormatError { container: String },
    /// A path of the machine that is to be mounted is not there.
    DockerMountSourceMissing { container: String, path: String },
    /// A network that it was made for has gone.
    DockerNetworkMissing { container: String, network: String },
    /// It could not be started, for another reason.
    DockerStartFailed { container: String },
    /// It was made, and nobody has started it.
    DockerNotStarted { container: String },
    /// Somebody has paused it.
    DockerPaused { container: String },
    /// It is in other networks than the one that is asked about.
    DockerNotAttached { container: String, network: String, there: String },
    /// No container publishes the port; one publishes another.
    DockerOtherPort { port: u16, container: String, there: String },
    /// A container has the port inside, and publishes none.
    DockerPortNotPublished { port: u16, container: String, there: String },
    /// The port is published, and leads to one inside on which nothing listens.
    DockerNobodyListens { container: String, port: u16, inside: u16 },

    // Something is there that is almost what is looked for.
    /// A thing of that kind has almost that name.
    NameAlmost { kind: String, wanted: String, there: String },
    /// A thing of that name is in another namespace.
    NameElsewhere { kind: String, name: String, there: String, wanted: String },
    /// A thing of that name is of another kind.
    KindDiffers { name: String, wanted: String, there: String },
    /// A thing of that kind has almost these labels.
    LabelAlmost { kind: String, wanted: String, object: String, there: String },
    /// The image is there with another tag.
    ImageTagDiffers { wanted: String, there: String },

    // A release of Helm.
    /// Its last revision failed.
    HelmFailed { release: String, revision: i64 },
    /// An operation was cut off, and every other one is refused until it is undone.
    HelmPending { release: String, status: String },
    /// It was uninstalled, and its history kept.
    HelmUninstalled { release: String },

    // A right is missing, or there is one too many.
    /// No binding names the subject at all.
    RbacNoBinding { subject: String, verb: String, resource: String, namespace: String },
    /// A binding names almost this subject: another kind, another namespace.
    RbacSubjectDiffers { binding: String, wanted: String, there: String },
    /// The subject is bound, in another namespace.
    RbacBoundElsewhere { binding: String, there: String, wanted: String },
    /// The role that a binding names is not there.
    RbacRoleMissing { binding: String, role: String },
    /// The role names the resource, and not the verb.
    RbacVerbMissing { role: String, verb: String, resource: String, there: String },
    /// The role names the resource in another API group.
    RbacGroupDiffers { role: String, resource: String, wanted: String, there: String },
    /// The role names almost this resource.
    RbacResourceDiffers { role: String, wanted: String, there: String },
    /// The role holds for some objects alone.
    RbacNamesLimited { role: String, resource: String, names: String },
    /// The subject's roles say nothing of the resource.
    RbacResourceMissing { role: String, verb: String, resource: String },
    /// The subject may what it should not, by this binding.
    RbacGranted { verb: String, resource: String, binding: String, role: String },
}

/// What a Pod takes settings from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(serde::Deserialize))]
pub enum ConfigSource {
    ConfigMap,
    Secret,
}

/// What an exit code tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(rename_all = "kebab-case")]
pub enum ExitMeaning {
    /// 0: the program did its work and ended.
    Done,
    /// Whatever the program means by it.
    Own,
    /// 126: found, and cannot be run.
    NotExecutable,
    /// 127: not found.
    NotFound,
    /// 137: ended by SIGKILL.
    Killed,
    /// 139: it touched memory that is not its own.
    Segfault,
    /// 143: ended by SIGTERM.
    Terminated,
    /// More than 128: ended by another signal.
    Signal,
}

impl ExitMeaning {
    pub fn of(code: i64) -> Self {
        match code {
            0 => Self::Done,
            126 => Self::NotExecutable,
            127 => Self::NotFound,
            137 => Self::Killed,
            139 => Self::Segfault,
            143 => Self::Terminated,
            129..=165 => Self::Signal,
            _ => Self::Own,
        }
    }
}

impl Cause {
    pub fn kind(&self) -> CauseKind {
        self.into()
    }
}

impl CauseKind {
    /// All of them as they are written.
    pub fn slugs() -> &'static [&'static str] {
        <Self as VariantNames>::VARIANTS
    }

    pub fn slug(self) -> &'static str {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_written_as_one_word_and_read_again() {
        for slug in CauseKind::slugs() {
            let kind: CauseKind = slug.parse().unwrap();
            assert_eq!(kind.slug(), *slug);
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{slug}\""));
        }
        assert!(CauseKind::slugs().contains(&"crash-loop-back-off"));
    }

    #[test]
    fn an_exit_code_has_its_meaning() {
        for (code, meaning) in [(0, "done"), (1, "own"), (127, "not-found"), (130, "signal"), (143, "terminated")] {
            assert_eq!(serde_json::to_value(ExitMeaning::of(code)).unwrap(), meaning);
        }
    }
}
