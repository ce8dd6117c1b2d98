//! Why an item did not warn, as the pipeline knows it now.

use crate::domain::id::{AssetId, ItemId};
use crate::domain::picture::Reading;
use crate::warn::why_not::{Trail, why_not as steps};

use super::pipeline::Pipeline;

pub use crate::warn::why_not::Step;

/// The gates an item passed, the one that stopped it last. `stored` is its reading where the pipeline has forgotten
/// it; none when nobody knows the item.
pub fn why_not(
    pipeline: &Pipeline,
    stored: Option<&Reading>,
    item: &ItemId,
    asset: Option<&AssetId>,
) -> Option<Vec<Step>> {
    let reading = pipeline.shelf.held(item).map(AsRef::as_ref).or(stored)?;
    let mut incidents = pipeline.clusterer.incidents();
    let incident = incidents.find(|incident| incident.members.iter().any(|member| member.item == *item));
    let rating = |id| pipeline.assessment.ratings.iter().find(|rating| rating.incident == id);
    let rated = incident.and_then(|incident| Some((incident.as_ref(), rating(incident.id.clone())?.as_ref())));
    let about = |id| incident.is_some_and(|incident| incident.id == id);
    let impacts = pipeline.assessment.impacts.iter().filter(|one| about(one.incident.clone()));
    let impacts: Vec<_> = impacts.map(AsRef::as_ref).collect();
    let trail = Trail {
        annotation: &reading.annotation,
        incident: rated,
        impacts: &impacts,
        asset,
        candidates: &pipeline.candidates,
    };
    Some(steps(&trail, pipeline.stages.rules()))
}
