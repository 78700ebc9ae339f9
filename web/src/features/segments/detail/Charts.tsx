import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';

interface ChartProps {
  label: string;
  data: Record<string, string | number>[];
  series: { name: string; color: string }[];
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

export function Line({ label, data, series, axis, value }: ChartProps) {
  return (
    <figure aria-label={label} style={{ margin: 0 }}>
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
      />
    </figure>
  );
}

export function Bars({ label, data, series, axis, value }: ChartProps) {
  return (
    <figure aria-label={label} style={{ margin: 0 }}>
      <BarChart
        {...common}
        data={data}
        series={series}
        valueFormatter={value}
        yAxisProps={{ width: 62, tickFormatter: axis, axisLine: false }}
        barProps={{ radius: [2, 2, 0, 0], isAnimationActive: false, maxBarSize: 28 }}
        type={series.length > 1 ? 'stacked' : 'default'}
        barChartProps={{ stackOffset: 'sign' }}
      />
    </figure>
  );
}
