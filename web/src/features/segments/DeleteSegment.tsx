import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { Link } from '@/ui/Link';
import { writes } from './api';
import type { Segment } from './types';
import { useUses } from './useUses';

interface DeleteSegmentProps {
  segment: Segment;
  done: () => void;
  onClose: () => void;
}

// What uses it is named with the way there; until then it stays.
export default function DeleteSegment({ segment, done, onClose }: DeleteSegmentProps) {
  const { t } = useTranslation();
  const uses = useUses(segment);
  const used = uses.segments.length + uses.views.length > 0;
  const list = (title: string, items: typeof uses.views) =>
    items.length > 0 && (
      <>
        <p style={{ margin: '10px 0 4px', fontWeight: 600 }}>{title}</p>
        <ul style={{ margin: 0, paddingLeft: 20 }}>
          {items.map(({ key, name, to }) => (
            <li key={key}>{to ? <Link to={to}>{name}</Link> : name}</li>
          ))}
        </ul>
      </>
    );
  return (
    <ConfirmDialog
      title={t('segments:delete.title', { name: segment.name })}
      text={
        used ? (
          <>
            {t('segments:delete.used')}
            {list(t('segments:delete.segments'), uses.segments)}
            {list(t('segments:delete.views'), uses.views)}
          </>
        ) : (
          t('segments:delete.text', { count: segment.members_count })
        )
      }
      action={t('segments:menu.delete')}
      refused={used}
      run={() => writes.remove(segment.id, segment.version)}
      done={done}
      onClose={onClose}
    />
  );
}
