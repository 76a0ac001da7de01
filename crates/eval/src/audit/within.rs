//! A reported year against its own quarters and months, and a stock's year against its December.
//!
//! The reported year counts; that its own shorter periods make something else is a fault that nobody should find out
//! after the verdict. Tolerance as between levels: the indicator's `容差`, else what rounding of the whole explains.

use super::levels::{Wholes, apart, nearest_in_words};
use super::sink::{self, Found, Sink, amount, frame, unit_of};
use crate::EvalProblem;
use crate::frame::Recorder;
use crate::read;
use crate::reason;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{CompareOp, IndicatorId};

/// Compares what an entity reports for a longer period with what its own shorter ones make.
pub(super) fn compare(recorder: &Recorder, id: IndicatorId, to: &mut Sink<'_, '_>) {
    let world = to.world;
    let Some(indicator) = world.indicator(id) else { return };
    if world.frequencies(id).len() < 2 {
        return;
    }
    let wholes = Wholes::of(world, id, |_| true);
    for (period, entity, reported) in wholes.all.iter().filter(|(p, ..)| p.last_day() <= world.as_of) {
        let Some(computed) = read::own_parts(frame(world, recorder, *entity, *period), id) else { continue };
        if computed.fault.is_some() || computed.may_be_empty {
            continue;
        }
        let Some(range) = computed.as_range() else { continue };
        let tolerance = wholes.tolerance(world, id, (*entity, 2), reported);
        let Some((nearest, bounds)) = apart(range, reported, &tolerance) else { continue };
        let unit = unit_of(world, id);
        let problem = EvalProblem::WithinYearDiffers {
            indicator: indicator.name.to_string(),
            entity: reason::entity_name(world, *entity),
            period: period.to_string(),
            reported: amount(unit, reported),
            computed: Box::new(nearest_in_words(unit, nearest, bounds)),
        };
        to.put(Found {
            problem,
            title: Both::new("年度与期内不一致", "year and its parts differ"),
            indicators: vec![id],
            entity: *entity,
            period: *period,
            sides: Some(sink::sides(unit, (reported, Some(CompareOp::Eq), nearest), &tolerance)),
            is_hard: false,
        });
    }
}
