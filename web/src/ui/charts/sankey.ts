// Flows between two moments as bands between two columns. Pure.

export interface Flow {
  from: string;
  to: string;
  count: number;
}

export interface Bar {
  id: string;
  count: number;
  y: number;
  height: number;
}
export interface Band {
  flow: Flow;
  from: number; // upper edge at the left
  to: number; // at the right
  height: number;
}

export interface Drawn {
  left: Bar[];
  right: Bar[];
  bands: Band[];
}

const gap = 10;
const line = 16; // what a name beside a bar needs

// `order`: the ids from top to bottom; "none" stands last. Names beside thin bars keep their distance, so that the
// columns may end below the height.
export function layOut(flows: Flow[], order: string[], height: number): Drawn {
  const shown = flows.filter((flow) => flow.count > 0);
  const rank = (id: string) => (order.indexOf(id) < 0 ? order.length : order.indexOf(id));
  const column = (end: 'from' | 'to') =>
    [...new Set(shown.map((flow) => flow[end]))]
      .toSorted((a, b) => rank(a) - rank(b))
      .map((id) => ({
        id,
        count: shown.filter((flow) => flow[end] === id).reduce((sum, flow) => sum + flow.count, 0),
      }));
  const [left, right] = [column('from'), column('to')];
  const total = shown.reduce((sum, flow) => sum + flow.count, 0);
  const bars = Math.max(left.length, right.length);
  const scale = total ? (height - gap * Math.max(0, bars - 1)) / total : 0;
  const place = (items: { id: string; count: number }[]): Bar[] => {
    let y = 0;
    return items.map((item) => {
      const bar = { ...item, y, height: item.count * scale };
      y += Math.max(bar.height + gap, line);
      return bar;
    });
  };
  const drawn: Drawn = { left: place(left), right: place(right), bands: [] };
  const used = { from: new Map<string, number>(), to: new Map<string, number>() };
  const take = (end: 'from' | 'to', id: string, size: number) => {
    const bar = (end === 'from' ? drawn.left : drawn.right).find((one) => one.id === id);
    const before = used[end].get(id) ?? 0;
    used[end].set(id, before + size);
    return (bar?.y ?? 0) + before;
  };
  for (const flow of shown.toSorted((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to))) {
    const size = flow.count * scale;
    drawn.bands.push({
      flow,
      from: take('from', flow.from, size),
      to: take('to', flow.to, size),
      height: size,
    });
  }
  return drawn;
}

// Where the lower of both columns ends, with its last name.
export const bottom = ({ left, right }: Drawn): number =>
  Math.max(0, ...[...left, ...right].map((bar) => bar.y + Math.max(bar.height, bar.height / 2 + line / 2)));
