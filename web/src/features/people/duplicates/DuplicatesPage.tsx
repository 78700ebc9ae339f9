import { Button } from '@mantine/core';
import { IconArrowLeft, IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DuplicatePair } from '@/api/types';
import { KeyHint } from '@/ui/KeyHint';
import { Link, useGo } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { ErrorState, State } from '@/ui/States';
import { useCan } from '@/ui/session';
import { TotalCount } from '@/ui/TotalCount';
import { toast } from '@/ui/toast';
import { useCommands } from '@/ui/useCommands';
import { useList } from '@/ui/useList';
import { useUrlState } from '@/ui/useUrlState';
import { useDecide } from './api';
import classes from './Duplicates.module.css';
import { PairCard } from './PairCard';
import { Running, SearchButton } from './SearchProgress';

// The queue of pairs that may be one person, best first; made to be worked through with j, k, m and x.
export function DuplicatesPage() {
  const { t } = useTranslation();
  const can = useCan();
  const go = useGo();
  const [search, set] = useUrlState();
  const dismissed = search.state === 'dismissed';
  const list = useList<DuplicatePair>('duplicates', '/api/duplicates', {
    state: dismissed ? 'dismissed' : undefined,
    min_score: dismissed ? 0 : search.score === '90' ? 90 : undefined,
    limit: 25,
  });
  const decide = useDecide();
  const [at, setAt] = useState(0);
  const rows = list.rows;
  const current = Math.min(at, Math.max(rows.length - 1, 0));
  const body = useRef<HTMLOListElement>(null);
  const mayMerge = can('contacts.merge');

  useEffect(() => {
    body.current?.children[current]?.scrollIntoView({ block: 'nearest' });
    if (current > rows.length - 5 && list.hasMore) list.more();
    // oxlint-disable-next-line exhaustive-effect-dependencies, exhaustive-deps -- follows the selection only
  }, [current, rows.length]);

  const judge = (pair: DuplicatePair | undefined) => {
    if (!pair) return;
    const state = dismissed ? 'open' : 'dismissed';
    decide.mutate(
      { pair, state },
      {
        onSuccess: () => toast.done(t(`duplicates:done.${state}`)),
        onError: (error) => toast.failed(error),
      },
    );
  };
  const merge = (pair: DuplicatePair | undefined) =>
    pair && go(`/contacts/${pair.first.id}/merge/${pair.second.id}`);

  useCommands([
    {
      id: 'duplicates.next',
      title: t('duplicates:key.next'),
      group: 'here',
      keys: 'j',
      run: () => setAt(Math.min(current + 1, rows.length - 1)),
    },
    {
      id: 'duplicates.previous',
      title: t('duplicates:key.previous'),
      group: 'here',
      keys: 'k',
      run: () => setAt(Math.max(current - 1, 0)),
    },
    ...(mayMerge
      ? [
          {
            id: 'duplicates.merge',
            title: t('duplicates:merge.action'),
            group: 'here' as const,
            keys: 'm',
            run: () => merge(rows[current]),
          },
          {
            id: 'duplicates.dismiss',
            title: t(dismissed ? 'duplicates:put_back' : 'duplicates:dismiss'),
            group: 'here' as const,
            keys: 'x',
            run: () => judge(rows[current]),
          },
        ]
      : []),
  ]);

  return (
    <Page
      title={t('duplicates:title')}
      count={list.total && !dismissed && <TotalCount total={list.total} />}
      before={
        <Link to="/contacts" aria-label={t('people:page.back')} style={{ display: 'grid', padding: 4 }}>
          <IconArrowLeft size={18} />
        </Link>
      }
      actions={mayMerge && <SearchButton />}
    >
      <div className={classes.bar}>
        <div role="group" aria-label={t('duplicates:filter.label')} className={classes.filters}>
          {(
            [
              ['all', {}],
              ['certain', { score: '90' }],
              ['dismissed', { state: 'dismissed' }],
            ] as const
          ).map(([name, value]) => (
            <button
              key={name}
              type="button"
              className={classes.filter}
              aria-pressed={
                dismissed
                  ? name === 'dismissed'
                  : (search.score === '90') === (name === 'certain') && name !== 'dismissed'
              }
              onClick={() => {
                setAt(0);
                set({ score: undefined, state: undefined, ...value });
              }}
            >
              {t(`duplicates:filter.${name}`)}
            </button>
          ))}
        </div>
        <p className={classes.hints} aria-hidden>
          <KeyHint keys="j" /> <KeyHint keys="k" /> {t('duplicates:key.move')}
          {mayMerge && (
            <>
              {' '}
              <KeyHint keys="m" /> {t('duplicates:merge.action')} <KeyHint keys="x" />{' '}
              {t(dismissed ? 'duplicates:put_back' : 'duplicates:dismiss')}
            </>
          )}
        </p>
      </div>
      <Running />
      {list.error ? <ErrorState error={list.error} retry={list.retry} /> : null}
      {!list.loading && !list.error && rows.length === 0 && (
        <State
          icon={IconCircleCheck}
          title={t(dismissed ? 'duplicates:empty.dismissed' : 'duplicates:empty.title')}
        >
          {t('duplicates:empty.text')}
        </State>
      )}
      <ol className={classes.pairs} ref={body} aria-label={t('duplicates:title')}>
        {rows.map((pair, index) => (
          <PairCard
            key={`${pair.first.id}${pair.second.id}`}
            pair={pair}
            current={index === current}
            onMerge={mayMerge && !dismissed ? () => merge(pair) : undefined}
            onJudge={mayMerge ? () => judge(pair) : undefined}
            dismissed={dismissed}
          />
        ))}
      </ol>
      {list.hasMore && (
        <div className={classes.more}>
          <Button variant="subtle" onClick={list.more}>
            {t('people:timeline.more')}
          </Button>
        </div>
      )}
    </Page>
  );
}
