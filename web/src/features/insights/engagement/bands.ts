// Bands of the engagement score, as lists and segments ask for them. Pure.
import type { ScoreBand } from '../types';

export const nameOf = (band: ScoreBand) =>
  band.from === band.to ? `${band.from}` : `${band.from}–${band.to}`;

export const ruleOf = (band: ScoreBand) =>
  band.from === band.to
    ? `engagement_score = ${band.from}`
    : `engagement_score >= ${band.from} AND engagement_score <= ${band.to}`;

export function contactsOf(band: ScoreBand): string {
  const filter = {
    all: [
      { field: 'engagement_score', op: 'greater_equal', value: band.from },
      { field: 'engagement_score', op: 'less_equal', value: band.to },
    ],
  };
  return `/contacts?filter=${encodeURIComponent(JSON.stringify(filter))}`;
}

// How many have at least this score; the bands begin with it.
export const atLeast = (bands: ScoreBand[], score: number) =>
  bands.reduce((sum, band) => sum + (band.from >= score ? band.contacts : 0), 0);
