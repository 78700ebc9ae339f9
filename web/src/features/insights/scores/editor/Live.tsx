import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import { Avatar, Mark } from '@/ui/marks';
import { ErrorState } from '@/ui/States';
import { useDecimals } from '../../numbers';
import type { PreviewAnswer } from '../api';
import { useLabel } from '../labels';
import { ChoiceList, PartList } from '../PartList';
import classes from '../Scores.module.css';
import { Bands, SpreadFigure } from '../Spread';
import type { Definition, PreviewPerson } from '../types';

// What the definition gives now: how the scores are spread, and some people with what theirs are made of.
export function Live({ answer, definition }: { answer: PreviewAnswer; definition: Definition }) {
  const { t } = useTranslation();
  const { preview } = answer;
  if (answer.error && !preview) return <ErrorState error={answer.error} retry={answer.retry} compact />;
  if (!preview) {
    return answer.issues.length || !answer.asking ? (
      <p className="muted">{t('scores:edit_form.waits')}</p>
    ) : (
      <Skeleton height={260} aria-hidden />
    );
  }
  return (
    <div className={answer.asking || answer.issues.length ? classes.stale : undefined}>
      <p className="hidden-visually" aria-live="polite">
        {answer.asking ? '' : t('scores:edit_form.counted', { count: preview.looked_at })}
      </p>
      <SpreadFigure spread={preview.distribution} title={t('scores:spread')} file="preview.csv" />
      <Bands spread={preview.distribution} />
      {preview.looked_at < preview.people && (
        <p className={classes.hint}>
          {t('scores:edit_form.newest', { looked: preview.looked_at, people: preview.people })}
        </p>
      )}
      <h2 className={classes.group}>{t('scores:edit_form.sample')}</h2>
      {!preview.sample.length && <p className="muted">{t('scores:edit_form.nobody')}</p>}
      <ul className={classes.people}>
        {preview.sample.map((person) => (
          <li key={person.id}>
            <Person person={person} definition={definition} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Person({ person, definition }: { person: PreviewPerson; definition: Definition }) {
  const { t } = useTranslation();
  const decimals = useDecimals();
  const label = useLabel();
  const name = person.name || person.email || t('segments:unnamed');
  const names = definition.kind === 'choice' ? definition.choices : definition.bands;
  const band =
    person.band && (names.find((one) => one.name === person.band)?.label ?? definition.otherwise?.label);
  const was = person.was?.points;
  const moved = typeof was === 'number' && typeof person.points === 'number' && was !== person.points;
  return (
    <details>
      <summary>
        <Avatar name={name} size={22} />
        <span className="truncate">{name}</span>
        {person.band && <Mark>{label(band || null, person.band)}</Mark>}
        {typeof person.points === 'number' && (
          <strong className="tabular">
            {moved && <span className="muted">{decimals(was)} → </span>}
            {decimals(person.points)}
          </strong>
        )}
      </summary>
      {definition.kind === 'choice' ? (
        <ChoiceList parts={person.parts} chosen={person.band} />
      ) : (
        <PartList parts={person.parts} />
      )}
      <p className={classes.hint}>
        <Link to={`/contacts/${person.id}`} target="_blank" rel="noopener">
          {t('scores:edit_form.open_person')}
          <span className="hidden-visually"> {name}</span>
        </Link>
      </p>
    </details>
  );
}
