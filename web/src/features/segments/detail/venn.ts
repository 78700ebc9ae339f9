// Two or three sets as circles whose areas, and overlaps as far as circles can say it, are their sizes. Pure.
import type { Region } from '../types';

export interface Circle {
  id: string;
  x: number;
  y: number;
  r: number;
}

// How many are in all of these; a region counts those in exactly its sets.
export const sizeOf = (regions: Region[], ids: string[]) =>
  regions
    .filter((region) => ids.every((id) => region.ids.includes(id)))
    .reduce((sum, region) => sum + region.count, 0);

// The area that two circles share.
export function lens(a: number, b: number, d: number): number {
  if (d >= a + b) return 0;
  if (d <= Math.abs(a - b)) return Math.PI * Math.min(a, b) ** 2;
  const part = (r: number, other: number) => {
    const cos = (d * d + r * r - other * other) / (2 * d * r);
    return r * r * Math.acos(Math.min(1, Math.max(-1, cos)));
  };
  const kite = Math.sqrt(Math.max(0, (-d + a + b) * (d + a - b) * (d - a + b) * (d + a + b)));
  return part(a, b) + part(b, a) - kite / 2;
}

// How far apart the centres stand so that the overlap has that area.
export function distance(a: number, b: number, shared: number): number {
  if (shared <= 0) return (a + b) * 1.04; // beside each other, with a little air
  let low = Math.abs(a - b);
  let high = a + b;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (lens(a, b, middle) > shared) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export function circles(ids: string[], regions: Region[], width: number, height: number): Circle[] {
  const r = ids.map((id) => Math.sqrt(Math.max(0, sizeOf(regions, [id])) / Math.PI));
  const apart = (i: number, k: number) =>
    distance(r[i] ?? 0, r[k] ?? 0, sizeOf(regions, [ids[i] ?? '', ids[k] ?? '']));
  const raw: Circle[] = ids.map((id, index) => ({ id, x: 0, y: 0, r: r[index] ?? 0 }));
  const [, second, third] = raw;
  if (second) second.x = apart(0, 1);
  if (second && third) {
    const [ab, ac, bc] = [apart(0, 1), apart(0, 2), apart(1, 2)];
    // The third stands where its two distances meet; where they do not, as near as may be.
    third.x = ab > 0 ? (ab * ab + ac * ac - bc * bc) / (2 * ab) : 0;
    third.x = Math.min(Math.max(third.x, -ac), ac);
    third.y = Math.sqrt(Math.max(0, ac * ac - third.x * third.x));
  }
  return fit(raw, width, height);
}

function fit(raw: Circle[], width: number, height: number): Circle[] {
  const left = Math.min(...raw.map((c) => c.x - c.r));
  const right = Math.max(...raw.map((c) => c.x + c.r));
  const top = Math.min(...raw.map((c) => c.y - c.r));
  const bottom = Math.max(...raw.map((c) => c.y + c.r));
  const scale = Math.min(width / Math.max(right - left, 1e-9), height / Math.max(bottom - top, 1e-9));
  const dx = (width - (right - left) * scale) / 2;
  const dy = (height - (bottom - top) * scale) / 2;
  return raw.map((c) => ({
    ...c,
    x: (c.x - left) * scale + dx,
    y: (c.y - top) * scale + dy,
    r: Math.max(c.r * scale, 2),
  }));
}
