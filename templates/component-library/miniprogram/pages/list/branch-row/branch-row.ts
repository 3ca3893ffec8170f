import type { Branch } from "../../../mock/branches";

Component({
  properties: {
    item: { type: Object, value: {} as Branch },
    position: { type: Number, value: 0 },
  },
});
