import { useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { BrandMark } from '@/ui/BrandMark';
import { Link } from '@/ui/Link';
import { useCan } from '@/ui/session';
import { groups, type Place, settingsPlace } from './navigation';
import classes from './Shell.module.css';

export function Navigation({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <nav className={classes.nav} aria-label={t('app:nav.label')} data-navigation>
      <Link to="/" className={classes.brand} onClick={onGo}>
        <BrandMark className={classes.mark} />
        {t('app:product')}
      </Link>
      {groups.map((group) => {
        const places = group.places.filter((place) => !place.permission || can(place.permission));
        if (!places.length) return null;
        return (
          <div key={group.id}>
            {group.title && (
              <div className={classes.group} id={`nav-${group.id}`}>
                {t(group.title)}
              </div>
            )}
            <ul className={classes.list} aria-labelledby={group.title ? `nav-${group.id}` : undefined}>
              {places.map((place) => (
                <Item key={place.id} place={place} onGo={onGo} />
              ))}
            </ul>
          </div>
        );
      })}
      <ul className={`${classes.list} ${classes.foot}`}>
        <Item place={settingsPlace} onGo={onGo} />
      </ul>
    </nav>
  );
}

function Item({ place, onGo }: { place: Place; onGo?: () => void }) {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const active = place.to === '/' ? path === '/' : path === place.to || path.startsWith(`${place.to}/`);
  const Icon = place.icon;
  return (
    <li>
      <Link to={place.to} className={classes.item} onClick={onGo} aria-current={active ? 'page' : undefined}>
        <Icon size={17} stroke={1.7} aria-hidden />
        {t(place.title)}
      </Link>
    </li>
  );
}
