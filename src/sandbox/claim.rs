//! Claim: what an exercise or a lesson asks of a sandbox. Pure.
//!
//! Both are given a place, both may own things outside it, and both are taken down by the same rules.

use crate::course::{Deed, Engine, Exercise, File, Lesson, Need, Owns, Step, StepKind};

/// What an exercise or a lesson asks of a sandbox; a `&Exercise` is one.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    pub(super) needs: &'a [Need],
    pub(super) images: &'a [String],
    pub(super) owns: &'a Owns,
    pub(super) start: &'a [File],
    pub(super) manifests: &'a [File],
    pub(super) setup: &'a [Step],
}

impl<'a> Claim<'a> {
    /// What a lesson's sessions ask for: engines, and a place; they make what they own themselves.
    pub fn lesson(lesson: &'a Lesson, needs: &'a [Need]) -> Self {
        Claim { owns: &lesson.owns, ..Claim::only(needs) }
    }

    /// These engines, and nothing made.
    pub(super) fn only(needs: &'a [Need]) -> Self {
        static OWNS: Owns = Owns {
            containers: Vec::new(),
            volumes: Vec::new(),
            networks: Vec::new(),
            images: Vec::new(),
            cluster: Vec::new(),
        };
        Claim { needs, images: &[], owns: &OWNS, start: &[], manifests: &[], setup: &[] }
    }

    pub(super) fn needs_docker(&self) -> bool {
        let Owns { containers, volumes, networks, images, cluster: _ } = self.owned_in_docker();
        let owns = [containers, volumes, networks, images];
        self.needs.contains(&Need::Docker) || owns.iter().any(|names| !names.is_empty())
    }

    /// What is this exercise's in Docker by its name: what `owns` names, and what the set-up makes.
    pub(super) fn owned_in_docker(&self) -> Owns {
        let mut owns = Owns { cluster: Vec::new(), ..self.owns.clone() };
        for step in self.setup {
            let (list, name) = match &step.what {
                StepKind::Volume { name } => (&mut owns.volumes, name),
                StepKind::Network { name } => (&mut owns.networks, name),
                StepKind::Container(new) => (&mut owns.containers, &new.name),
                StepKind::Build { image: name, .. } | StepKind::Tag { name, .. } => (&mut owns.images, name),
                StepKind::Apply(_) | StepKind::Wait { .. } | StepKind::File(_) | StepKind::Copy { .. } => continue,
            };
            if !list.contains(name) {
                list.push(name.clone());
            }
        }
        owns
    }

    pub(super) fn needs_cluster(&self) -> bool {
        self.needs.iter().any(|need| matches!(need, Need::Kubernetes | Need::Helm)) || !self.owns.cluster.is_empty()
    }

    pub(super) fn deeds(&self) -> Vec<Deed> {
        let place = if self.needs_cluster() { vec![Deed::Namespace, Deed::Kubeconfig] } else { Vec::new() };
        let steps = self.setup.iter().enumerate().map(|(at, step)| Deed::of(at, &step.what));
        [Deed::Workspace].into_iter().chain(place).chain(steps).collect()
    }
}

/// The engines in which an exercise has things.
pub fn engines_of(exercise: &Exercise) -> Vec<Engine> {
    let claim = Claim::from(exercise);
    let docker = claim.needs_docker().then_some(Engine::Docker);
    docker.into_iter().chain(claim.needs_cluster().then_some(Engine::Cluster)).collect()
}

/// Whether an exercise has a place in a cluster.
pub fn needs_cluster(exercise: &Exercise) -> bool {
    Claim::from(exercise).needs_cluster()
}

impl<'a> From<&'a Exercise> for Claim<'a> {
    fn from(exercise: &'a Exercise) -> Self {
        Claim {
            needs: &exercise.needs,
            images: &exercise.images,
            owns: &exercise.owns,
            start: &exercise.start,
            manifests: &exercise.manifests,
            setup: &exercise.setup,
        }
    }
}
