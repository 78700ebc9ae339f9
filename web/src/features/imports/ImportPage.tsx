import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import { Mark } from '@/ui/marks';
import { Page } from '@/ui/Page';
import { ErrorState } from '@/ui/States';
import { importQuery } from './api';
import { ContactDraft } from './contacts/ContactDraft';
import { statusTone } from './counts';
import classes from './Imports.module.css';
import { ImportResult } from './ImportResult';
import { useRevertOffer } from './Revert';

// A draft of contacts is prepared here, everything else shows how far it is and what came of it.
export function ImportPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const job = useQuery(importQuery(id));
  const now = job.data;
  useRevertOffer(id, now);
  const isDraft = now?.kind === 'contacts' && ['draft', 'analysing', 'checking'].includes(now.status);
  return (
    <Page
      title={now?.filename ?? t('imports:title')}
      before={
        <Link to="/imports" className="muted">
          {t('imports:back')}
        </Link>
      }
      count={now && <Mark tone={statusTone[now.status]}>{t(`imports:status.${now.status}`)}</Mark>}
    >
      <div className={classes.wide}>
        {job.error && <ErrorState error={job.error} retry={() => void job.refetch()} />}
        {now && isDraft && <ContactDraft job={now} />}
        {now && !isDraft && <ImportResult job={now} />}
      </div>
    </Page>
  );
}
