Page({
  data: { stars: 3 },
});
