import { ActionIcon } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import { Ago, Avatar } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import { TwoLineCard } from '@/ui/TwoLineCard';
import type { Column } from '@/ui/table/types';
import type { Member, Segment } from '../types';

export function useMemberColumns(segment: Segment, why?: (member: Member) => void): Column<Member>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: Column<Member>[] = [
    {
      id: 'name',
      title: t('segments:member.name'),
      width: 240,
      cell: (row) => (
        <span style={{ display: 'flex', alignItems: 'center', gap: 8, minWidth: 0 }}>
          <Avatar name={row.name || row.email || '?'} size={24} />
          <Link to={`/contacts/${row.contact_id}`} className="record-link truncate" tabIndex={-1}>
            {row.name || row.email || t('segments:unnamed')}
          </Link>
        </span>
      ),
    },
    {
      id: 'email',
      title: t('segments:member.email'),
      width: 240,
      cell: (row) => <span className="truncate">{row.email ?? '–'}</span>,
    },
    {
      id: 'place',
      title: t('segments:member.place'),
      width: 180,
      cell: (row) =>
        [row.city, format.country(row.country)].filter(Boolean).join(', ') || (
          <span className="muted">–</span>
        ),
    },
    {
      id: 'since',
      title: t('segments:member.since'),
      width: 140,
      cell: (row) => <Ago at={row.entered_at} />,
    },
  ];
  if (segment.optional_conditions.length > 0) {
    columns.push({
      id: 'relevance',
      title: t('segments:member.relevance'),
      width: 130,
      number: true,
      cell: (row) =>
        row.relevance === null || row.relevance === undefined ? '–' : format.percent(row.relevance / 100, 0),
    });
  }
  if (why) {
    columns.push({
      id: 'why',
      title: t('segments:why.ask'),
      width: 84,
      cell: (row) => (
        <ActionIcon
          size={26}
          aria-label={t('segments:why.ask_person', { name: row.name || row.email || '' })}
          onClick={() => why(row)}
        >
          <IconHelpCircle size={16} aria-hidden />
        </ActionIcon>
      ),
    });
  }
  return columns;
}

interface MemberCardProps {
  member: Member;
  why?: (member: Member) => void;
}

// On a phone: who, since when, and why.
export function MemberCard({ member, why }: MemberCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = member.name || member.email || t('segments:unnamed');
  const place = [member.city, format.country(member.country)].filter(Boolean).join(', ');
  const relevant = member.relevance !== null && member.relevance !== undefined;
  return (
    <div style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
      <div style={{ flex: 1, minWidth: 0 }}>
        <TwoLineCard
          mark={<Avatar name={name} size={32} />}
          title={
            <Link to={`/contacts/${member.contact_id}`} className="record-link">
              {name}
            </Link>
          }
          text={
            <>
              <time dateTime={member.entered_at} title={format.dateTime(member.entered_at)}>
                {t('segments:since', { date: format.date(member.entered_at) })}
              </time>
              {place && ` · ${place}`}
            </>
          }
          side={relevant ? format.percent((member.relevance ?? 0) / 100, 0) : undefined}
        />
      </div>
      {why && (
        <ActionIcon
          size={36}
          variant="subtle"
          aria-label={t('segments:why.ask_person', { name })}
          onClick={(event) => {
            event.stopPropagation(); // the card itself opens the person
            why(member);
          }}
        >
          <IconHelpCircle size={20} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}
