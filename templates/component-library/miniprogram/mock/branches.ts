export interface Branch {
  readonly id: string;
  readonly title: string;
  readonly street: string;
  readonly open: boolean;
}

export const branches: readonly Branch[] = [
  { id: "old-town", title: "Old Town", street: "2 Market Square", open: true },
  { id: "harbour", title: "Harbour", street: "14 Harbour Street", open: true },
  { id: "station", title: "Central Station", street: "Hall 1", open: false },
];
