// A clip as it stands when it has ended, for its creator to see before anybody else does. It is made
// of the same parts as in the feed, and does nothing: whoever looks at it is not the viewer.
import React, { useMemo, useRef } from "react";

import { EndCard } from "./end_card.jsx";
import { Written } from "./written.jsx";

const nothing = () => undefined;
const STILL = { replay: nothing, shelf: { leaveForProduct: nothing, dismiss: nothing } };

export function EndedClip({ item }) {
  const article = useRef(null);
  const panel = useMemo(() => {
    const products = item.products.map((product) => ({ ...product, via: "" }));
    return { surface: "end_card", entered: 0, products };
  }, [item.products]);
  return (
    <div ref={article} className="ended" data-theme="dark" inert>
      <div className="stage">
        {item.poster && <img className="stage__video" src={item.poster} alt="" />}
        <div className="under">
          <Written item={item} />
          {panel.products.length > 0 && <EndCard item={item} panel={panel} playback={STILL} article={article} />}
        </div>
      </div>
    </div>
  );
}
