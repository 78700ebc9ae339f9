import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useFormat } from '@/ui/session';
import { Figure } from './Figure';
import classes from './Figure.module.css';
import { type Bar, bottom, type Flow, layOut } from './sankey';

const usual = [1, 2, 3, 4, 5].map((number) => `var(--series-${number})`);
const height = 280;
const bar = 8;
// `label`: room for the names at both sides
const sizes = {
  wide: { width: 600, label: 160, letters: 18 },
  phone: { width: 350, label: 108, letters: 10 },
};

interface SankeyProps {
  title: string;
  label: string; // of the picture, for those who do not see it
  counted: string; // what the bands count
  none: string; // the name of being nowhere
  nobody: string; // when there is nothing to draw
  say: (flow: { from: string; to: string; number: string }) => string;
  file?: string;
  colours?: string[]; // of the ids, in their order
  ids: string[];
  names: Map<string, string>;
  flows: Flow[];
  from: string;
  to: string;
  controls: ReactNode;
}

// Who was where then, and where they are now. Those who were in none and still are, are not drawn.
export function Sankey(props: SankeyProps) {
  const { ids, names, flows, from, to, controls, colours = usual } = props;
  const format = useFormat();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const { width, label, letters } = phone ? sizes.phone : sizes.wide;
  const shown = flows.filter((flow) => flow.count > 0 && !(flow.from === 'none' && flow.to === 'none'));
  const drawn = layOut(shown, [...ids, 'none'], height - 24);
  const { left, right, bands } = drawn;
  const nameOf = (id: string) => (id === 'none' ? props.none : (names.get(id) ?? id));
  const colourOf = (id: string) => {
    const at = ids.indexOf(id);
    return at < 0 ? 'var(--series-6)' : (colours[at % colours.length] ?? 'var(--series-6)');
  };
  const column = (items: Bar[], end: 'left' | 'right') =>
    items.map((item) => {
      const x = end === 'left' ? label : width - label - bar;
      return (
        <g key={item.id}>
          <rect
            x={x}
            y={item.y}
            width={bar}
            height={Math.max(item.height, 1.5)}
            rx={2}
            fill={colourOf(item.id)}
          />
          <text
            x={end === 'left' ? x - 8 : x + bar + 8}
            y={item.y + item.height / 2}
            dominantBaseline="middle"
            textAnchor={end === 'left' ? 'end' : 'start'}
          >
            <title>{nameOf(item.id)}</title>
            {short(nameOf(item.id), letters)} {format.compact(item.count)}
          </text>
        </g>
      );
    });
  const middle = width / 2;
  return (
    <Figure
      title={props.title}
      file={props.file ?? 'migration.csv'}
      head={[from, to, props.counted]}
      rows={shown.map((flow) => [nameOf(flow.from), nameOf(flow.to), flow.count])}
      shown={shown.map((flow) => [nameOf(flow.from), nameOf(flow.to), format.number(flow.count)])}
      controls={controls}
    >
      {!bands.length && <p className="muted">{props.nobody}</p>}
      {bands.length > 0 && (
        <svg
          className={classes.picture}
          viewBox={`0 0 ${width} ${Math.max(height, Math.ceil(bottom(drawn)) + 24)}`}
          role="img"
          aria-label={props.label}
        >
          <g transform="translate(0 24)">
            {bands.map(({ flow, ...band }) => (
              <path
                key={`${flow.from} ${flow.to}`}
                d={ribbon(label + bar, band.from, width - label - bar, band.to, band.height, middle)}
                fill={colourOf(flow.from)}
                fillOpacity={0.38}
              >
                <title>
                  {props.say({
                    from: nameOf(flow.from),
                    to: nameOf(flow.to),
                    number: format.number(flow.count),
                  })}
                </title>
              </path>
            ))}
            {column(left, 'left')}
            {column(right, 'right')}
          </g>
          <text x={label + bar} y={12} textAnchor="end" className={classes.soft}>
            {from}
          </text>
          <text x={width - label - bar} y={12} className={classes.soft}>
            {to}
          </text>
        </svg>
      )}
    </Figure>
  );
}

const short = (name: string, letters: number) =>
  name.length > letters ? `${name.slice(0, letters - 1)}…` : name;

function ribbon(x1: number, y1: number, x2: number, y2: number, size: number, middle: number): string {
  const tall = Math.max(size, 1);
  return [
    `M${x1},${y1}C${middle},${y1} ${middle},${y2} ${x2},${y2}`,
    `L${x2},${y2 + tall}C${middle},${y2 + tall} ${middle},${y1 + tall} ${x1},${y1 + tall}Z`,
  ].join('');
}
