// One of one's own clips, or none: on the card of a gift, and with one's thanks for one.
export function OwnClips({ legend, name, clips, chosen = "", onChoose }) {
  if (!clips?.length) return null;
  return (
    <fieldset className="gift__fields">
      <legend className="t14 strong gift__legend">{legend}</legend>
      <div className="gift__clips">
        {[{ id: "", caption: "None" }, ...clips].map((clip) => (
          <label key={clip.id} className="gift__pick">
            <input
              type="radio"
              name={name}
              value={clip.id}
              defaultChecked={clip.id === chosen}
              onChange={() => onChoose?.(clip.id)}
            />
            {clip.poster ? <img src={clip.poster} alt={clip.caption || "A clip of yours"} /> : <span>None</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
