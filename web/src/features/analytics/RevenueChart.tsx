import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';

interface RevenueChartProps {
  label: string;
  data: Record<string, string | number>[];
  series: string;
  axis: (value: number) => string;
  value: (value: number) => string;
}

// Loaded apart: the chart library is larger than the rest of the page.
export default function RevenueChart({ label, data, series, axis, value }: RevenueChartProps) {
  return (
    <figure aria-label={label} style={{ margin: 0 }}>
      <BarChart
        h={260}
        data={data}
        dataKey="month"
        series={[{ name: series, color: 'var(--series-1)' }]}
        tickLine="none"
        gridAxis="x"
        strokeDasharray="0"
        gridColor="var(--line)"
        textColor="var(--text-muted)"
        valueFormatter={value}
        yAxisProps={{ width: 62, tickFormatter: axis, axisLine: false }}
        xAxisProps={{ interval: 'preserveStartEnd', minTickGap: 8 }}
        barProps={{ radius: [3, 3, 0, 0], isAnimationActive: false, maxBarSize: 34 }}
        tooltipAnimationDuration={0}
      />
    </figure>
  );
}
