import classes from './Figure.module.css';

// Which colour is which, in words.
export function Legend({ items }: { items: { name: string; color: string }[] }) {
  return (
    <ul className={classes.legend}>
      {items.map((item) => (
        <li key={item.name}>
          <i style={{ background: item.color }} aria-hidden />
          {item.name}
        </li>
      ))}
    </ul>
  );
}
