import { useTranslation } from 'react-i18next';
import { isGroup, type RuleNode } from '../rule/node';
import { GroupBox } from './GroupBox';
import { HistoryBody } from './HistoryBody';
import { Line } from './Line';
import { MemberBody } from './MemberBody';
import { TestBody } from './TestBody';

// One condition, or a group of them.
export function NodeView({ node, inAny }: { node: RuleNode; inAny: boolean }) {
  const { t } = useTranslation();
  const only = node.kind === 'none' && node.children.length === 1 ? node.children[0] : undefined;
  if (only?.kind === 'member') {
    return (
      <Line node={node} name={t('segments:slot.not_in')} inAny={inAny}>
        <MemberBody node={only} outer={node.id} />
      </Line>
    );
  }
  if (isGroup(node)) return <GroupBox group={node} inner />;
  switch (node.kind) {
    case 'member':
      return (
        <Line node={node} name={t('segments:slot.in')} inAny={inAny}>
          <MemberBody node={node} />
        </Line>
      );
    case 'history':
      return (
        <Line node={node} name={node.names.join(', ') || node.history} inAny={inAny}>
          <HistoryBody node={node} />
        </Line>
      );
    default:
      return (
        <Line node={node} name={node.field} inAny={inAny}>
          <TestBody test={node} />
        </Line>
      );
  }
}
