attribute vec3 tint;
attribute float state, row;
uniform float size, dot_px, reach, columns, fade;  // reach: the distance at which a point has its size
uniform bool sprites, flat_map, fading;
varying vec3 colour;
varying vec2 tile;
varying float kind, side, pale;
void main() {
  if (state > 254.0) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); gl_PointSize = 0.0; return; }
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  float near = flat_map ? 1.0 : clamp(reach / gl_Position.w, 0.5, 3.0);
  side = size * near + (state > 1.0 && !sprites ? (state > 2.0 ? 12.0 : 8.0) * dot_px : 0.0);
  gl_PointSize = side;
  if (state > 1.0) gl_Position.z = gl_Position.w * (state > 2.0 ? -0.98 : -0.96);  // in front of all others
  else if (flat_map && state > 0.0) gl_Position.z -= 0.1;
  colour = tint;
  kind = state;
  tile = vec2(mod(row, columns), floor(row / columns));
  pale = fading && state < 1.0 ? fade : 0.0;
  float far = clamp(0.9 * (gl_Position.w / reach - 0.85), 0.0, 0.6);  // what is far fades into the paper
  if (!flat_map) pale = max(pale, far);
}
