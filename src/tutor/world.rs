//! What exists in an exercise's world now: only what is its own, which is what a reset would remove.

use crate::check::{Close, Place, close_up, survey};
use crate::course::{ExerciseId, Lang, Survey, ThingKind, ThingName, Unreachable, WorldThing};
use crate::words;

use super::{CloseView, HappeningView, Learner, Tutor, TutorError, WorldThingView, WorldView};

impl Tutor {
    /// All that exists in the world of an exercise that is started.
    ///
    /// An engine that does not answer is named in the view.
    ///
    /// # Errors
    /// When the exercise is not started, or the memory fails.
    pub async fn world(&self, learner: &Learner, id: &ExerciseId, lang: &Lang) -> Result<WorldView, TutorError> {
        let (_, survey) = self.survey(learner, id).await?;
        Ok(view(survey, lang))
    }

    /// The last that happened to one of them, and the last that it printed.
    ///
    /// # Errors
    /// When there is no such thing in the exercise's world, or the memory fails.
    pub async fn close_up(
        &self,
        learner: &Learner,
        id: &ExerciseId,
        of: &ThingName,
        lang: &Lang,
    ) -> Result<CloseView, TutorError> {
        let (place, survey) = self.survey(learner, id).await?;
        if !survey.things.iter().any(|thing| thing.of == *of) {
            // What could not be looked at may be there all the same.
            return Err(match survey.unseen.is_empty() {
                true => TutorError::NoSuchThing(of.name.clone()),
                false => TutorError::Unavailable(survey.unseen),
            });
        }
        let Close { happened, log, unseen: why } = close_up(&self.0.world, &place, of).await;
        let happened = happened.into_iter().map(|one| HappeningView {
            text: words::occurrence(lang, &one.what),
            warning: one.what.is_warning(),
            when: one.when,
            count: one.count,
        });
        let (kind, name) = (of.kind.clone(), of.name.clone());
        Ok(CloseView { kind, name, happened: happened.collect(), log, unseen: unseen(&why, lang) })
    }

    /// Finds what belongs to the exercise, and looks at all of it.
    pub(super) async fn survey(&self, learner: &Learner, id: &ExerciseId) -> Result<(Place, Survey), TutorError> {
        self.refuse_untrusted()?;
        let exercise = self.find(id)?;
        let start = self.0.store.start(learner, id).await?;
        let start = start.filter(|start| start.begun.is_some()).ok_or(TutorError::NotStarted)?;
        let place = self.place(learner, exercise, Some(&start)).await?;
        let survey = match self.made_since(learner, exercise, &start).await {
            Ok(things) => {
                let belongs: Vec<(ThingKind, String)> =
                    things.into_iter().map(|thing| (thing.kind, thing.name)).collect();
                survey(exercise, &self.0.world, &place, &belongs).await
            }
            Err(TutorError::Unavailable(unseen)) => Survey { unseen, ..Survey::default() },
            Err(other) => return Err(other),
        };
        Ok((place, survey))
    }
}

/// A survey in a language.
pub(super) fn view(survey: Survey, lang: &Lang) -> WorldView {
    let things = survey.things.into_iter().map(|thing| thing_view(thing, lang)).collect();
    WorldView { things, cut: survey.cut, unseen: unseen(&survey.unseen, lang) }
}

fn thing_view(thing: WorldThing, lang: &Lang) -> WorldThingView {
    WorldThingView {
        state: thing.state.word(),
        text: words::world_state(lang, &thing.state),
        health: thing.state.health(),
        kind: thing.of.kind,
        name: thing.of.name,
        since: thing.since,
        restarts: thing.restarts,
        owner: thing.owner,
        selects: thing.selects,
        uses: thing.uses,
        ports: thing.ports,
        image: thing.image,
    }
}

fn unseen(why: &[Unreachable], lang: &Lang) -> Vec<String> {
    why.iter().map(|why| words::unreachable(lang, why).0).collect()
}
