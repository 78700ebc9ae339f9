import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import { Avatar } from '@/ui/marks';
import { Section } from '@/ui/Section';
import { useFormat } from '@/ui/session';
import classes from './Builder.module.css';
import type { PreviewState } from './usePreview';

// Ten of those who meet the rule now.
export function Sample({ state, onWhy }: { state: PreviewState; onWhy: (id: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const people = state.preview?.sample ?? [];
  if (!state.preview) return null;
  return (
    <Section title={t('segments:sample.title')}>
      {!people.length && <p className="muted">{t('segments:sample.nobody')}</p>}
      <ul className={`${classes.people} ${state.asking ? classes.stale : ''}`}>
        {people.map((person) => {
          const place = [person.city, format.country(person.country)].filter(Boolean).join(', ');
          return (
            <li key={person.id}>
              <Avatar name={person.name || person.email || '?'} size={24} />
              <span>
                <Link to={`/contacts/${person.id}`} className="record-link" target="_blank" rel="noopener">
                  {person.name || person.email || t('segments:unnamed')}
                </Link>
                <div className="muted truncate" style={{ fontSize: 12 }}>
                  {[person.email, place].filter(Boolean).join(' · ')}
                </div>
              </span>
              <button type="button" className={classes.joiner} onClick={() => onWhy(person.id)}>
                {t('segments:why.ask')}
                <span className="hidden-visually">{` ${person.name}`}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
