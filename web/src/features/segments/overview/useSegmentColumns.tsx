import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import { Ago } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import type { Column } from '@/ui/table/types';
import { Change, SegmentMarks, Size } from '../SegmentMarks';
import type { Performance, Segment } from '../types';
import { SegmentMenu } from '../SegmentMenu';
import { Trend } from './Trend';

export function useSegmentColumns(figures?: Map<string, Performance>): Column<Segment>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      id: 'name',
      title: t('segments:column.name'),
      width: 260,
      sort: { up: 'name.asc', down: 'name.desc' },
      cell: (segment) => (
        <span style={{ display: 'flex', gap: 8, alignItems: 'center', minWidth: 0 }}>
          <Link to={`/segments/${segment.id}`} className="record-link truncate" tabIndex={-1}>
            {segment.name}
          </Link>
          <SegmentMarks segment={segment} />
        </span>
      ),
    },
    {
      id: 'kind',
      title: t('segments:column.kind'),
      width: 150,
      cell: (segment) => t(`segments:kind.${segment.kind}`),
    },
    {
      id: 'members',
      title: t('segments:column.members'),
      width: 110,
      number: true,
      sort: { down: 'members.desc', up: 'members.asc' },
      cell: (segment) => <Size segment={segment} />,
    },
    {
      id: 'trend',
      title: t('segments:column.trend'),
      width: 120,
      cell: (segment) => <Trend segment={segment} known={figures?.get(segment.id)} />,
    },
    {
      id: 'net',
      title: t('segments:column.net'),
      width: 130,
      number: true,
      sort: { down: 'net.desc', up: 'net.asc' },
      cell: (segment) => <Change segment={segment} />,
    },
    {
      id: 'revenue',
      title: t('segments:column.revenue'),
      width: 140,
      number: true,
      sort: { down: 'revenue.desc', up: 'revenue.asc' },
      cell: (segment) => {
        const figure = figures?.get(segment.id);
        return figure
          ? format.money({ amount: figure.revenue_90_days, currency: figure.currency }, true)
          : '–';
      },
    },
    {
      id: 'per_member',
      title: t('segments:column.per_member'),
      width: 120,
      number: true,
      sort: { down: 'per_member.desc', up: 'per_member.asc' },
      cell: (segment) => {
        const figure = figures?.get(segment.id);
        return figure
          ? format.money({ amount: Math.round(figure.revenue_per_member), currency: figure.currency })
          : '–';
      },
    },
    {
      id: 'used',
      title: t('segments:column.used'),
      width: 90,
      number: true,
      hidden: true,
      cell: (segment) => format.number(segment.used_by.length),
    },
    {
      id: 'updated',
      title: t('segments:column.updated'),
      width: 130,
      sort: { down: 'updated.desc', up: 'updated.asc' },
      cell: (segment) => <Ago at={segment.updated_at} />,
    },
    {
      id: 'menu',
      title: t('segments:column.more'),
      width: 60,
      cell: (segment) => <SegmentMenu segment={segment} />,
    },
  ];
}
