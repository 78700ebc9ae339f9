import { useTranslation } from 'react-i18next';
import { Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import { Row } from '../contact/Row';
import value from '../contact/Value.module.css';
import { useDecimals } from '../numbers';
import { useContactScores } from './api';
import { useFieldLabel, useLabel } from './labels';
import { ChoiceList, PartList } from './PartList';
import { ScorePast } from './ScorePast';
import type { ContactScore } from './types';

// The scores of a person by the models of the workspace; each opens to say what it is made of.
export default function ScoreRows({ contactId }: { contactId: string }) {
  const scores = useContactScores(contactId).data ?? [];
  const sorted = scores.toSorted((a, b) => Number(a.kind === 'points') - Number(b.kind === 'points'));
  return sorted.map((score) =>
    score.kind === 'choice' ? (
      <Chosen key={score.model_id} score={score} />
    ) : (
      <Points key={score.model_id} score={score} contactId={contactId} />
    ),
  );
}

function Chosen({ score }: { score: ContactScore }) {
  const { t } = useTranslation();
  const label = useLabel();
  return (
    <Row
      name={label(score.label, score.name)}
      value={<Mark tone="brand">{score.band ? label(score.band_label, score.band) : '–'}</Mark>}
    >
      <p>{t('scores:contact.first')}</p>
      <ChoiceList parts={score.parts} chosen={score.band} />
    </Row>
  );
}

function Points({ score, contactId }: { score: ContactScore; contactId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const decimals = useDecimals();
  const label = useLabel();
  const field = useFieldLabel();
  const points = score.points ?? 0;
  const most = score.most ?? 100;
  const profile = score.parts.length === 1 && score.parts[0]?.kind === 'filled' ? score.parts[0] : null;
  const missing = profile?.fields_missing ?? [];
  return (
    <Row
      name={label(score.label, score.name)}
      value={
        <strong>
          {profile
            ? format.percent(points / (most || 1), 0)
            : t('scores:contact.points', { points: decimals(points), most: decimals(most) })}
        </strong>
      }
      note={
        <>
          {score.band && <Mark>{label(score.band_label, score.band)}</Mark>}
          <span className={value.meter} aria-hidden>
            <i style={{ width: `${Math.min(100, Math.max(0, (points / (most || 1)) * 100))}%` }} />
          </span>
          {missing.length > 0 && (
            <span>{t('scores:why.missing', { fields: format.list(missing.map(field)) })}</span>
          )}
        </>
      }
      more={profile ? undefined : () => <ScorePast contactId={contactId} score={score} />}
    >
      <PartList parts={score.parts} />
      {score.probability !== null && score.probability !== undefined && (
        <p>{t('scores:contact.probability', { percent: format.percent(score.probability, 0) })}</p>
      )}
    </Row>
  );
}
