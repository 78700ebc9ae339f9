import '@mantine/charts/styles.css';
import { AreaChart, BarChart, LineChart } from '@mantine/charts';
import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTurn } from './useTurn';

export interface ChartProps {
  label: string;
  data: Record<string, string | number>[];
  series: { name: string; color: string; strokeDasharray?: string }[];
  axis: (value: number) => string;
  value: (value: number) => string;
}

const common = {
  h: 240,
  dataKey: 'at',
  tickLine: 'none' as const,
  gridAxis: 'x' as const,
  strokeDasharray: '0',
  gridColor: 'var(--line)',
  textColor: 'var(--text-muted)',
  xAxisProps: { interval: 'preserveStartEnd' as const, minTickGap: 24 },
  tooltipAnimationDuration: 0,
};

function Drawn({ label, children }: { label: string; children: ReactNode }) {
  const { mine, place } = useTurn();
  return (
    <figure aria-label={label} style={{ margin: 0 }} ref={place}>
      {mine ? children : <Skeleton height={common.h} aria-hidden />}
    </figure>
  );
}

interface LineProps extends ChartProps {
  mark?: { at: string; label: string }; // a line across, at one of the points
}

export function Line({ label, data, series, axis, value, mark }: LineProps) {
  return (
    <Drawn label={label}>
      <LineChart
        {...common}
        data={data}
        series={series}
        withDots={false}
        strokeWidth={2}
        curveType="linear"
        valueFormatter={value}
        yAxisProps={{ width: 62, tickFormatter: axis, axisLine: false }}
        lineProps={{ isAnimationActive: false }}
        referenceLines={
          mark && [
            { x: mark.at, label: mark.label, color: 'var(--text-muted)', labelPosition: 'insideTopRight' },
          ]
        }
      />
    </Drawn>
  );
}

// What adds up to a whole that changes over time.
export function Areas({ label, data, series, axis, value }: ChartProps) {
  return (
    <Drawn label={label}>
      <AreaChart
        {...common}
        data={data}
        series={series}
        type="stacked"
        withDots={false}
        withGradient={false}
        fillOpacity={0.55}
        strokeWidth={1.5}
        curveType="linear"
        valueFormatter={value}
        yAxisProps={{ width: 62, tickFormatter: axis, axisLine: false }}
        areaProps={{ isAnimationActive: false }}
      />
    </Drawn>
  );
}

// Several series stand on each other, or with `grouped` beside each other.
export function Bars({ label, data, series, axis, value, grouped }: ChartProps & { grouped?: boolean }) {
  return (
    <Drawn label={label}>
      <BarChart
        {...common}
        data={data}
        series={series}
        valueFormatter={value}
        yAxisProps={{ width: 62, tickFormatter: axis, axisLine: false }}
        barProps={{ radius: [2, 2, 0, 0], isAnimationActive: false, maxBarSize: 28 }}
        type={series.length > 1 && !grouped ? 'stacked' : 'default'}
        barChartProps={{ stackOffset: 'sign' }}
      />
    </Drawn>
  );
}
