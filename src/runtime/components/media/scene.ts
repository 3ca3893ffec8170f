/** The picture that stand-ins of cameras and streams show: drawn, moving, and labelled with what it stands for. */

export interface SceneLook {
  readonly label: string;
  readonly mirrored?: boolean;
  readonly zoom?: number;
  readonly isDark?: boolean;
}

/** Draws the scene as it is at this moment. */
export function drawScene(canvas: HTMLCanvasElement, { label, mirrored, zoom = 1, isDark }: SceneLook): void {
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const { width, height } = canvas;
  const unit = Math.min(width, height);
  context.resetTransform();
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, isDark ? "#41618a" : "#7fb2e5");
  sky.addColorStop(1, isDark ? "#93a9c4" : "#e3eefa");
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  context.translate(width / 2, height / 2);
  context.scale(mirrored ? -zoom : zoom, zoom);
  context.fillStyle = "#f7d774";
  disc(context, -unit * 0.25, -unit * 0.28, unit * 0.08);
  hill(context, unit, 0.25, 1.3, "#6f9a6b");
  hill(context, unit, 0.33, -0.4, "#4d7a55");
  // A moving cloud shows that the picture is live.
  const swing = Math.sin(performance.now() / 700) * unit * 0.22;
  context.fillStyle = "#fff";
  for (const x of [-1, 0, 1]) disc(context, swing + x * unit * 0.06, unit * -0.14, unit * 0.045);
  context.resetTransform();
  context.fillStyle = "rgba(0, 0, 0, .35)";
  context.font = `${Math.max(11, Math.round(unit / 18))}px sans-serif`;
  context.textAlign = "center";
  context.fillText(label, width / 2, height - unit * 0.06);
}

function disc(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.fill();
}

function hill(context: CanvasRenderingContext2D, unit: number, base: number, phase: number, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(-unit * 3, unit * 3);
  for (let x = -3; x <= 3; x += 0.1) context.lineTo(x * unit, unit * (base + Math.sin(x * 4 + phase) * 0.06));
  context.lineTo(unit * 3, unit * 3);
  context.fill();
}
