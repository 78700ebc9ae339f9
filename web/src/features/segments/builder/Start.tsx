import { useTranslation } from 'react-i18next';
import { append } from '../rule/edit';
import type { GroupNode, RuleNode } from '../rule/node';
import classes from './Builder.module.css';
import { useBuilder } from './context';
import { factQuestions, questions } from './questions';

// Nothing is asked yet: the questions to begin with.
export function Start({ root, of }: { root: GroupNode; of: 'build' | 'filter' | 'facts' }) {
  const { t } = useTranslation();
  const { edit, source } = useBuilder();
  const begin = (node: RuleNode) => edit((tree) => append(tree, root.id, node));
  return (
    <>
      <h2 style={{ margin: 0 }}>{t(`segments:${of}.start`)}</h2>
      <p className="muted" style={{ margin: '4px 0 0' }}>
        {t(`segments:${of}.start_text`)}
      </p>
      <div className={classes.questions}>
        {(of === 'facts' ? factQuestions : questions).map(({ id, icon: Icon, start }) => (
          <button
            key={id}
            type="button"
            className={classes.question}
            onClick={() => begin(start(source.fields))}
          >
            <Icon size={20} stroke={1.6} aria-hidden />
            <span>
              <strong>{t(`segments:question.${id}`)}</strong>
              <span>{t(`segments:question.${id}_text`)}</span>
            </span>
          </button>
        ))}
      </div>
    </>
  );
}
