// The flat scene in Remotion: a block of the page for every layer, moved by a transform.

import {AbsoluteFill, Composition, registerRoot, useCurrentFrame} from 'remotion';
import scene from './flat_scene.json';

const css = ([red, green, blue, alpha]) => `rgba(${red}, ${green}, ${blue}, ${alpha / 255})`;

const box = (left, top, width, height) => ({position: 'absolute', left, top, width, height});

const paint = {
  gradient: (layer) => ({background: `linear-gradient(${css(layer.color)}, ${css(layer.to)})`}),
  ellipse: (layer) => ({background: css(layer.color), borderRadius: '50%'}),
  rectangle: (layer) => ({background: css(layer.color)}),
  trees: () => ({}),
};

const Trees = ({layer}) => {
  const [width, height] = layer.size;
  const {crown, trunk, trunk_width: thick} = scene.tree;
  const size = height / 2;
  return Array.from({length: layer.count}, (_, number) => {
    const x = Math.floor((number * width) / layer.count);
    return (
      <div key={number}>
        <div style={{...box(x + (size - thick) / 2, size, thick, size), background: css(trunk)}} />
        <div style={{...box(x, 0, size, size * 1.25), background: css(crown), borderRadius: '50%'}} />
      </div>
    );
  });
};

const Layer = ({layer, seconds}) => {
  const {at, size, shape, speed = 0, bob = 0} = layer;
  const x = speed * seconds;
  const y = bob * Math.sin(seconds * scene.bobs_per_second);
  const moved = speed || bob ? {transform: `translate(${x}px, ${y}px)`} : {};
  return (
    <div style={{...box(...at, ...size), ...paint[shape](layer), ...moved}}>
      {shape === 'trees' ? <Trees layer={layer} /> : null}
    </div>
  );
};

const Flat = () => {
  const seconds = useCurrentFrame() / scene.fps;
  return (
    <AbsoluteFill>
      {scene.layers.map((layer) => (
        <Layer key={layer.name} layer={layer} seconds={seconds} />
      ))}
    </AbsoluteFill>
  );
};

registerRoot(() => (
  <Composition
    id="flat"
    component={Flat}
    width={scene.width}
    height={scene.height}
    fps={scene.fps}
    durationInFrames={scene.fps * scene.seconds}
  />
));
