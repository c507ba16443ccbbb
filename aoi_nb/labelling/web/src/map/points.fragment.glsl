uniform sampler2D atlas;
uniform vec2 step_uv;
uniform float texel, dot_px;
uniform bool sprites;
uniform vec3 paper, ink;
varying vec3 colour;
varying vec2 tile;
varying float kind, side, pale;
void main() {
  vec3 seen = colour;
  float opaque = 1.0;
  if (sprites) {
    float frame = (kind > 2.0 ? 5.0 : kind > 1.0 ? 3.0 : 2.0) * dot_px / side;
    vec2 inner = (gl_PointCoord - frame) / (1.0 - 2.0 * frame);
    bool outside = any(lessThan(inner, vec2(0.0))) || any(greaterThan(inner, vec2(1.0)));
    vec2 at = (tile + clamp(inner, texel, 1.0 - texel)) * step_uv;
    if (!outside) seen = texture2D(atlas, vec2(at.x, 1.0 - at.y)).rgb;
    else if (kind > 1.0) seen = ink;
  } else {
    float radius = distance(gl_PointCoord, vec2(0.5)) * side;
    opaque = clamp(0.5 * side - radius, 0.0, 1.0);
    if (opaque == 0.0) discard;
    float ring = (kind > 2.0 ? 3.5 : 2.0) * dot_px, inward = 0.5 * side - radius;
    if (kind > 1.0 && inward < ring + 1.5 * dot_px) seen = inward < ring ? ink : paper;
  }
  gl_FragColor = vec4(mix(seen, paper, pale), opaque);
}
