import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Format } from '@/lib/format';
import { Ago, Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import type { ExplainNode, Explanation } from '../types';
import classes from './Explain.module.css';

// The answer, then each condition with a sign, the value that was found and the fact that decided.
export function ExplainTree({ explanation }: { explanation: Explanation }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { holds, since, tree } = explanation;
  return (
    <div className={classes.explain}>
      <p className={classes.answer}>
        <Mark tone={holds ? 'ok' : 'neutral'}>{t(holds ? 'segments:why.in' : 'segments:why.out')}</Mark>
        {since && <span className="muted">{t('segments:since', { date: format.dateTime(since) })}</span>}
      </p>
      {tree && (
        <ul className={classes.tree}>
          <Item node={tree} />
        </ul>
      )}
    </div>
  );
}

// Instants as the reader writes them.
const shown = (value: string, format: Format) =>
  /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? format.dateTime(value) : value;

const groups = ['all', 'any', 'none'];

function Item({ node }: { node: ExplainNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const joined = groups.includes(node.kind);
  return (
    <li>
      <span className={classes.node} data-holds={node.holds}>
        {node.holds ? <IconCheck size={15} aria-hidden /> : <IconX size={15} aria-hidden />}
        <span className="hidden-visually">{t(node.holds ? 'segments:why.yes' : 'segments:why.no')}</span>
        <span>
          {joined ? (
            <span className={classes.join}>{t(`segments:build.${node.kind}`)}</span>
          ) : (
            <code className={classes.text}>{node.text}</code>
          )}
          {(node.found || node.found_fact) && (
            <span className={classes.found}>
              {node.found && t('segments:why.found', { value: shown(node.found, format) })}
              {node.found_fact && (
                <>
                  {node.found && ' · '}
                  {t('segments:why.latest', {
                    what: t(`segments:event.${node.found_fact.type}`, { defaultValue: node.found_fact.type }),
                  })}{' '}
                  <Ago at={node.found_fact.occurred_at} />
                </>
              )}
            </span>
          )}
        </span>
      </span>
      {node.children.length > 0 && (
        <ul className={classes.tree}>
          {node.children.map((child) => (
            <Item key={child.path} node={child} />
          ))}
        </ul>
      )}
    </li>
  );
}
