// The list a record was opened from, so that its page can go to the next and the previous one.
export interface Trail {
  back: string; // path and filters of the list
  ids: string[];
}

export function leaveTrail(kind: string, trail: Trail): void {
  try {
    sessionStorage.setItem(
      `rapport.trail.${kind}`,
      JSON.stringify({ ...trail, ids: trail.ids.slice(0, 2000) }),
    );
  } catch {
    // Then the page has no neighbours.
  }
}

export function followTrail(
  kind: string,
  id: string,
): { back: string; previous?: string; next?: string } | null {
  try {
    const trail = JSON.parse(sessionStorage.getItem(`rapport.trail.${kind}`) ?? 'null') as Trail | null;
    const at = trail?.ids.indexOf(id) ?? -1;
    if (!trail || at < 0) return trail ? { back: trail.back } : null;
    return { back: trail.back, previous: trail.ids[at - 1], next: trail.ids[at + 1] };
  } catch {
    return null;
  }
}
